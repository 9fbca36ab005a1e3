//! Versions as Cargo orders them: below 1.0 the second number is what breaks, and
//! below 0.1 each version does.

use super::Step;

/// The first version that may hold such a step.
pub(super) fn after(version: &str, step: Step) -> String {
    let [major, minor, patch] = numbers(version);
    let [major, minor, patch] = match (major, minor, step) {
        (0, 0, _) => [0, 0, patch + 1],
        (0, _, Step::Breaking) => [0, minor + 1, 0],
        (0, ..) | (.., Step::Patch) => [major, minor, patch + 1],
        (.., Step::Breaking) => [major + 1, 0, 0],
        (.., Step::Minor) => [major, minor + 1, 0],
    };
    format!("{major}.{minor}.{patch}")
}

pub(super) fn is_less(one: &str, other: &str) -> bool {
    numbers(one) < numbers(other)
}

/// The three numbers, without what may stand behind them.
fn numbers(version: &str) -> [u64; 3] {
    let core = version.split(['-', '+']).next().unwrap_or_default();
    let mut numbers = core.split('.').map(|part| part.parse().unwrap_or(0));
    std::array::from_fn(|_| numbers.next().unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_step_by_the_rules_of_cargo() {
        let check = |version: &str, patch: &str, minor: &str, breaking: &str| {
            let steps = [Step::Patch, Step::Minor, Step::Breaking];
            assert_eq!(steps.map(|step| after(version, step)), [patch, minor, breaking]);
        };
        check("0.0.3", "0.0.4", "0.0.4", "0.0.4");
        check("0.1.0", "0.1.1", "0.1.1", "0.2.0");
        check("0.9.9", "0.9.10", "0.9.10", "0.10.0");
        check("1.2.3", "1.2.4", "1.3.0", "2.0.0");
        check("1.2.3-rc.1+linux", "1.2.4", "1.3.0", "2.0.0");
    }

    #[test]
    fn numbers_and_not_letters_are_compared() {
        assert!(is_less("0.9.0", "0.10.0"));
        assert!(!is_less("1.0.0", "1.0.0"));
        assert!(!is_less("2.0.0", "1.9.9"));
    }
}
