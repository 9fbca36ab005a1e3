//! The program in a process of its own, which ends with its handle.

use std::{
    io::{BufRead, BufReader, Read},
    process::{Child, Command, Output, Stdio},
};

/// A program that said that it is ready.
pub(crate) struct Server {
    child: Child,
    /// What it said.
    pub(crate) text: String,
}

/// The program with these flags, at a free port, before the sunset of anything.
pub(crate) fn program(flags: &[&str]) -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_fake-cloud"));
    program.current_dir(env!("CARGO_MANIFEST_DIR")).args(flags);
    program.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    program
}

impl Server {
    pub(crate) fn start(flags: &[&str]) -> Self {
        let mut all = vec!["--listen", "127.0.0.1:0"];
        if !flags.contains(&"--today") {
            all.extend(["--today", "2026-01-14"]);
        }
        all.extend(flags);
        let mut child = program(&all).spawn().unwrap();
        let mut text = String::new();
        let mut lines = BufReader::new(child.stdout.take().unwrap());
        while !text.ends_with("Stop it with Ctrl-C.\n") {
            if lines.read_line(&mut text).unwrap() == 0 {
                let mut error = String::new();
                let _ = child.stderr.take().unwrap().read_to_string(&mut error);
                panic!("{flags:?}: it ended with {:?}: {text}{error}", child.wait());
            }
        }
        Self { child, text }
    }

    /// The word after a name in what was printed.
    pub(crate) fn printed(&self, name: &str) -> &str {
        let mut rows = self.text.lines().filter_map(|line| line.trim().strip_prefix(name));
        let value = rows.find_map(|row| row.strip_prefix(' ')?.split_whitespace().next());
        value.unwrap_or_else(|| panic!("no {name} in {}", self.text))
    }

    /// The base address of a surface, as it was printed.
    pub(crate) fn address(&self, surface: &str) -> &str {
        self.printed(surface)
    }

    /// `user:password` of HTTP Digest, as it was printed.
    pub(crate) fn key(&self) -> String {
        format!("{}:{}", self.printed("public key"), self.printed("private key"))
    }

    /// Presses Ctrl-C, and waits for the end.
    #[cfg(unix)]
    pub(crate) fn stop(mut self) -> (Option<i32>, String) {
        let id = self.child.id().to_string();
        let sent = Command::new("sh").args(["-c", "kill -INT \"$0\"", &id]).status().unwrap();
        assert!(sent.success());
        let mut log = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut log).unwrap();
        (self.child.wait().unwrap().code(), log)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Runs the program where it cannot start, and gives its exit code and what it said.
pub(crate) fn fail(command: &mut Command) -> (Option<i32>, String) {
    let Output { status, stdout, stderr } = command.output().unwrap();
    assert!(stdout.is_empty(), "{}", String::from_utf8_lossy(&stdout));
    (status.code(), String::from_utf8(stderr).unwrap())
}
