//! A report as a section of a list of changes.

use std::fmt;

use super::{Change, Report, Step, list};

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(step) = self.step() else {
            return f.write_str("Nothing changed for the users of the client.\n");
        };
        let next = self.next_version();
        let version = if self.version_is_due() { &next } else { &self.new_version };
        let (old, step) = (&self.old_version, step.as_str());
        writeln!(f, "## {version}\n\nA {step} step from {old}.")?;
        for surfaces in self.groups() {
            writeln!(f, "\n### {}\n", self.heading(surfaces))?;
            let mut items = self.items(surfaces);
            items.sort_by_key(|(step, _)| std::cmp::Reverse(*step));
            for (step, text) in items {
                let step = match step {
                    Step::Breaking => "Breaking",
                    Step::Minor => "Minor",
                    Step::Patch => "Patch",
                };
                writeln!(f, "- **{step}:** {text}")?;
            }
        }
        Ok(())
    }
}

impl Report {
    /// The changes on some surfaces as sentences; things that changed alike share one.
    fn items(&self, surfaces: &[String]) -> Vec<(Step, String)> {
        let here = || self.changes.iter().filter(|change| change.surfaces == surfaces);
        let mut items: Vec<(Step, String)> = Vec::new();
        for Change { step, text, subject, .. } in here() {
            let alike = here().filter(|other| (other.step, &other.text) == (*step, text));
            let subjects: Vec<&str> = alike.filter_map(|other| other.subject.as_deref()).collect();
            let item = match subject {
                Some(_) => format!("{text}: {}.", subjects.join(", ")),
                None => text.clone(),
            };
            if !items.contains(&(*step, item.clone())) {
                items.push((*step, item));
            }
        }
        items
    }

    /// The crate, then what most surfaces share, then the surfaces in their order.
    fn groups(&self) -> Vec<&Vec<String>> {
        let mut groups: Vec<&Vec<String>> = Vec::new();
        for change in &self.changes {
            if !groups.contains(&&change.surfaces) {
                groups.push(&change.surfaces);
            }
        }
        groups.sort_by_key(|surfaces| {
            let first = surfaces.first().and_then(|first| self.place(first));
            (!surfaces.is_empty(), std::cmp::Reverse(surfaces.len()), first)
        });
        groups
    }

    fn place(&self, module: &str) -> Option<usize> {
        self.surfaces.iter().position(|surface| surface == module)
    }

    fn heading(&self, surfaces: &[String]) -> String {
        match surfaces {
            [] => "The crate".to_owned(),
            [one] => format!("`{one}`"),
            all if self.surfaces.iter().all(|surface| all.contains(surface)) => {
                "All APIs".to_owned()
            }
            some => list(some),
        }
    }
}
