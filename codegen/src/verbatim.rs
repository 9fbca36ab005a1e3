//! Files of the emitted crate that no fact of the spec changes, copied as they are.

/// An example program.
pub(crate) struct Example {
    /// Its name, as `package.yaml` gives it.
    pub(crate) name: &'static str,
    /// Its text.
    pub(crate) text: &'static str,
    /// The feature that it needs besides surfaces.
    pub(crate) feature: &'static str,
    /// The only surface that it needs; without one it needs all.
    pub(crate) surface: Option<&'static str>,
}

/// The programs that `package.yaml` can name.
pub(crate) const EXAMPLES: &[Example] = &[
    Example {
        name: "invite",
        text: include_str!("../verbatim/examples/invite.rs"),
        feature: "async",
        surface: None,
    },
    Example {
        name: "invite_blocking",
        text: include_str!("../verbatim/examples/invite_blocking.rs"),
        feature: "blocking",
        surface: None,
    },
    Example {
        name: "people",
        text: include_str!("../verbatim/examples/people.rs"),
        feature: "async",
        surface: Some("atlas-v2"),
    },
];

/// The licences.
pub(crate) const LICENCES: &[(&str, &str)] = &[
    ("LICENSE-APACHE", include_str!("../verbatim/LICENSE-APACHE")),
    ("LICENSE-MIT", include_str!("../verbatim/LICENSE-MIT")),
];
