//! Error codes: their names, and where they exist.

use heck::ToUpperCamelCase;

use super::scope::Scope;
use crate::diagnostic::Diagnostics;
use crate::model::Code;
use crate::names;
use crate::spec::Spec;

pub(super) fn codes(spec: &Spec, scope: &Scope<'_>, found: &mut Diagnostics) -> Vec<Code> {
    let mut codes = Vec::with_capacity(spec.codes.len());
    for (name, code) in &spec.codes {
        let on = scope.only(code.only.as_ref(), scope.all(), found);
        if names::error_code(name, found).is_none() {
            continue;
        }
        codes.push(Code {
            name: name.value.clone(),
            status: code.status.value,
            class: code.class.as_ref().map(|class| class.value.to_upper_camel_case()),
            about: code.about.value.clone(),
            surfaces: on.iter().collect(),
        });
    }
    codes
}
