//! `curl`, the client that everybody has.

use std::{
    env,
    io::ErrorKind,
    process::{Command, Stdio},
};

use serde_json::Value;

/// The last answer that `curl` got.
#[derive(Debug)]
pub(crate) struct Got {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Got {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// Status and error code.
    pub(crate) fn error(&self) -> (u16, String) {
        (self.status, self.json()["errorCode"].as_str().unwrap_or_default().to_owned())
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.head.lines().filter_map(|line| line.split_once(": "));
        headers.find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }
}

/// Whether there is a `curl`. Without one a test fails, unless `NO_CURL=1` says that this is known.
pub(crate) fn is_there() -> bool {
    let version = Command::new("curl").arg("--version").stdout(Stdio::null()).status();
    match version {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let known = env::var("NO_CURL").is_ok_and(|value| value == "1");
            assert!(known, "curl is NOT INSTALLED: install it, or skip its tests with NO_CURL=1");
            eprintln!("SKIPPED: curl is not installed, and NO_CURL=1 is set");
            false
        }
        _ => true,
    }
}

/// Runs `curl` with these arguments.
pub(crate) fn curl(arguments: &[&str]) -> Got {
    let mut command = Command::new("curl");
    // Neither a file in the home folder nor a proxy comes between.
    command.args(["--disable", "--noproxy", "*"]);
    run(command.args(["--silent", "--show-error", "--include"]).args(arguments))
}

/// Runs a line of what was printed, as if it were pasted.
pub(crate) fn paste(line: &str) -> Got {
    assert!(line.starts_with("curl "), "{line}");
    let line = format!("{line} --silent --show-error --include --noproxy '*'");
    run(Command::new("sh").args(["-c", &line]))
}

fn run(command: &mut Command) -> Got {
    let output = command.output().unwrap();
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {error}");
    let text = String::from_utf8(output.stdout).unwrap();
    // The challenge stands before the answer.
    let (_, last) = text.rsplit_once("HTTP/1.1 ").unwrap();
    let (head, body) = last.split_once("\r\n\r\n").unwrap();
    Got { status: head[..3].parse().unwrap(), head: head.to_owned(), body: body.to_owned() }
}
