//! A run that is killed, whenever that is, leaves each file whole, and the next heals.

use std::fs;
use std::hash::{BuildHasher as _, RandomState};
use std::path::Path;
use std::process::Stdio;
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::support::{Tree, Work, run};

/// Two specs whose outputs differ in half of the files, and each has files that
/// the other lacks.
fn switch(work: &Work, to_second: bool) {
    let (first, second) = ("things.yaml", "objects.yaml");
    let (from, to) = if to_second { (first, second) } else { (second, first) };
    fs::rename(work.spec().join(from), work.spec().join(to)).expect("it is there");
    // The crate's name is in each example.
    let (old, new) = ("name: kitchen-sink", "name: another-name");
    let (old, new) = if to_second { (old, new) } else { (new, old) };
    work.edit("package.yaml", old, new);
}

/// A moment between nothing and a length of time.
fn random(at_most: Duration) -> Duration {
    let share = RandomState::new().hash_one(()) % 1000;
    at_most * u32::try_from(share).expect("it is small") / 1000
}

fn is_temporary(path: &str) -> bool {
    path.ends_with(".generate-tmp")
}

fn has_temporary(folder: &Path) -> bool {
    let entries = folder.read_dir().into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().into_string().ok()).any(|name| is_temporary(&name))
}

#[test]
fn ten_kills_at_random_moments_lose_nothing() {
    let work = Work::small();
    let mut trees = Vec::new();
    let mut whole = Duration::ZERO;
    for second in [true, false] {
        switch(&work, second);
        let start = Instant::now();
        let (code, text) = run(&mut work.generate());
        whole = whole.max(start.elapsed());
        assert_eq!(code, Some(0), "{text}");
        trees.push(work.tree());
    }
    let [second, first] = <[Tree; 2]>::try_from(trees).expect("two");
    let same = first.iter().filter(|(path, text)| second.get(*path) == Some(text)).count();
    assert!(first.len() - same > 10, "only {} files differ", first.len() - same);

    let mut is_second = false;
    let mut half_way = 0;
    for round in 0..10 {
        switch(&work, !is_second);
        let mut child = work.generate().stdout(Stdio::null()).spawn().expect("a run");
        // Half of the kills come while files are written, which is a small part of a run.
        let delay = if round < 5 {
            random(whole)
        } else {
            while !has_temporary(&work.out()) && child.try_wait().is_ok_and(|end| end.is_none()) {}
            random(whole / 30)
        };
        sleep(delay);
        child.kill().expect("it is ours");
        child.wait().expect("it has ended");

        let left = work.tree();
        for (path, text) in left.iter().filter(|(path, _)| !is_temporary(path)) {
            let known = [first.get(path), second.get(path)].contains(&Some(text));
            // The list of what is ours has a third text while others are replaced.
            assert!(known || path == "generated.list", "{path} is not whole ({delay:?})");
        }
        let mut in_both = first.keys().filter(|path| second.contains_key(*path));
        assert_eq!(in_both.find(|path| !left.contains_key(*path)), None, "gone ({delay:?})");
        half_way += usize::from(left != first && left != second);

        // Each second time the next run has the spec of before, so that it must undo.
        if round % 2 == 0 {
            is_second = !is_second;
        } else {
            switch(&work, is_second);
        }
        let (code, text) = run(&mut work.generate());
        assert_eq!(code, Some(0), "{text}");
        let expected = if is_second { &second } else { &first };
        assert!(work.tree() == *expected, "not healed ({delay:?})");
    }
    assert!(half_way > 0, "each kill came before or after the writing");
    println!("{half_way} of 10 kills came half way");
}
