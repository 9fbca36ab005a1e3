//! `generate --watch`, driven like an editor would.

use std::fs::{self, File};
use std::process::{Child, Stdio};

use crate::support::{Work, wait_for};

/// A watching process, which ends with the test.
struct Watch {
    work: Work,
    child: Child,
}

impl Watch {
    fn start() -> Self {
        let work = Work::new();
        let printed = File::create(work.path("printed")).expect("a file");
        let errors = printed.try_clone().expect("a second handle");
        let child = work
            .generate()
            .arg("--watch")
            .stdin(Stdio::null())
            .stdout(printed)
            .stderr(errors)
            .spawn()
            .expect("it can be started");
        let watch = Self { work, child };
        watch.rest(1);
        watch
    }

    fn printed(&self) -> String {
        fs::read_to_string(self.work.path("printed")).expect("it can be read")
    }

    /// How many runs came to their end.
    fn runs(&self) -> usize {
        self.printed().lines().filter(|line| line.starts_with("watching ")).count()
    }

    /// Waits for the end of a run.
    fn rest(&self, runs: usize) {
        wait_for(&format!("run {runs} in:\n{}", self.printed()), || self.runs() >= runs);
    }

    /// Waits until a text is in the output.
    fn wait_for(&self, text: &str) {
        let front = "src/ops_manager/mod.rs";
        wait_for(&format!("{text:?} in {front}"), || self.work.read(front).contains(text));
    }

    fn save(&self, old: &str, new: &str) {
        self.work.edit("surfaces.yaml", old, new);
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_save_is_a_run_and_many_at_once_are_one() {
    let watch = Watch::start();
    let spec = watch.work.spec();
    assert!(watch.printed().ends_with(&format!("\nwatching {}/ …\n", spec.display())));
    watch.save("that you run yourself", "of your own");
    watch.wait_for("of your own");
    watch.rest(2);
    for number in 0..20 {
        let before = if number == 0 { "own".to_owned() } else { format!("own {}", number - 1) };
        watch.save(&format!("of your {before}."), &format!("of your own {number}."));
    }
    watch.wait_for("of your own 19.");
    watch.rest(3);
    // Two, when the machine paused between the saves.
    assert!(watch.runs() <= 4, "{}", watch.printed());
    // The same run prints the same: no time, no duration.
    assert!(!watch.printed().contains(" ms"), "{}", watch.printed());
}

#[test]
fn a_mistake_is_shown_and_the_watch_goes_on() {
    let watch = Watch::start();
    watch.save("path: /api/public/v1.0", "paht: /api/public/v1.0");
    watch.rest(2);
    let printed = watch.printed();
    assert!(printed.contains("surfaces.yaml:") && printed.contains("`paht`"), "{printed}");
    assert!(printed.contains("nothing was written\nwatching "), "{printed}");
    watch.save("paht: /api/public/v1.0", "path: /api/public/v2.0");
    watch.wait_for("/api/public/v2.0");
}

#[test]
fn an_editor_that_writes_by_rename_is_seen() {
    let watch = Watch::start();
    let text = watch.work.edited("surfaces.yaml", "that you run yourself", "of your own");
    let beside = watch.work.spec().join(".surfaces.yaml.swp");
    fs::write(&beside, text).expect("it can be saved");
    fs::rename(beside, watch.work.spec().join("surfaces.yaml")).expect("it can be renamed");
    watch.wait_for("of your own");
}

#[test]
fn a_file_and_the_folder_may_vanish_and_come_back() {
    let watch = Watch::start();
    let (spec, away) = (watch.work.spec(), watch.work.path("away"));
    let before = watch.work.tree();
    fs::rename(spec.join("types.yaml"), watch.work.path("types.yaml")).expect("it is there");
    watch.rest(2);
    assert!(watch.printed().contains("nothing was written"), "{}", watch.printed());
    fs::rename(watch.work.path("types.yaml"), spec.join("types.yaml")).expect("it is there");
    watch.rest(3);

    fs::rename(&spec, &away).expect("it is there");
    watch.rest(4);
    assert!(watch.printed().contains("error: cannot read "), "{}", watch.printed());
    assert!(watch.work.tree() == before);
    fs::rename(&away, &spec).expect("it is there");
    watch.rest(5);
    watch.save("that you run yourself", "of your own");
    watch.wait_for("of your own");
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_it_at_once() {
    use std::os::unix::process::ExitStatusExt as _;
    use std::process::Command;

    let mut watch = Watch::start();
    let id = watch.child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().expect("kill").success());
    wait_for("the end", || watch.child.try_wait().expect("it is ours").is_some());
    assert_eq!(watch.child.wait().expect("it has ended").signal(), Some(2));
}
