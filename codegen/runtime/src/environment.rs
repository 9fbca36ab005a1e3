//! Variables of the environment: their names, and the credentials and the address in them.
//!
//! **Invariant:** nothing is read unless a `from_env` is called, and no value is ever in an error.

use std::{
    env,
    ffi::OsString,
    fmt::{self, Write as _},
};

use crate::{ApiKey, Error, ServiceAccount, Surface, credentials::AnyCredentials};

/// The variables of the environment that a surface looks for, in order.
///
/// ```
/// use runtime::Environment;
///
/// const ENVIRONMENT: Environment = Environment {
///     service_accounts: &[("MONGODB_ATLAS_CLIENT_ID", "MONGODB_ATLAS_CLIENT_SECRET")],
///     api_keys: &[("MONGODB_ATLAS_PUBLIC_API_KEY", "MONGODB_ATLAS_PRIVATE_API_KEY")],
///     addresses: &["MONGODB_ATLAS_BASE_URL"],
/// };
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Environment {
    /// Client id and client secret of a service account. They are tried first.
    pub service_accounts: &'static [(&'static str, &'static str)],
    /// Public and private key of an API key.
    pub api_keys: &'static [(&'static str, &'static str)],
    /// The server's address.
    pub addresses: &'static [&'static str],
}

impl Environment {
    /// No variables: everything is said in the program.
    pub const NONE: Self = Self { service_accounts: &[], api_keys: &[], addresses: &[] };
}

/// Reads variables by name; a closure in tests, as setting real ones is not safe.
pub(crate) type Lookup<'a> = &'a dyn Fn(&str) -> Option<OsString>;

/// The environment of the process.
pub(crate) fn of_process(name: &str) -> Option<OsString> {
    env::var_os(name)
}

/// The first pair of which at least one variable is set decides.
pub(crate) fn credentials<S: Surface>(lookup: Lookup<'_>) -> Result<AnyCredentials, Error> {
    let Environment { service_accounts, api_keys, .. } = S::INFO.environment;
    for names in service_accounts {
        if let Some((id, secret)) = pair(lookup, *names)? {
            let paths = S::TOKENS.ok_or_else(|| {
                Error::config(format!(
                    "`{}` is set, but {} names no place where tokens are fetched",
                    names.0,
                    S::INFO.name
                ))
            })?;
            return Ok(AnyCredentials::ServiceAccount(ServiceAccount::new(id, secret), paths));
        }
    }
    for names in api_keys {
        if let Some((public, private)) = pair(lookup, *names)? {
            return Ok(AnyCredentials::ApiKey(ApiKey::new(public, private)));
        }
    }
    Err(Error::config(format!(
        "no credentials in the environment: {}",
        Wanted(service_accounts.iter().chain(api_keys).map(|(a, b)| format!("`{a}` and `{b}`")))
    )))
}

/// The first address that is set, or else the surface's own.
pub(crate) fn address<S: Surface>(lookup: Lookup<'_>) -> Result<String, Error> {
    let names = S::INFO.environment.addresses;
    for name in names {
        if let Some(address) = value(lookup, name)? {
            return Ok(address);
        }
    }
    S::SERVER.map(ToOwned::to_owned).ok_or_else(|| {
        Error::config(format!(
            "no address of a server in the environment: {}",
            Wanted(names.iter().map(|name| format!("`{name}`")))
        ))
    })
}

fn pair(lookup: Lookup<'_>, names: (&str, &str)) -> Result<Option<(String, String)>, Error> {
    let half = |set: &str, missing: &str| {
        Error::config(format!("`{set}` is set, but `{missing}` is not: both are needed"))
    };
    match (value(lookup, names.0)?, value(lookup, names.1)?) {
        (Some(first), Some(second)) => Ok(Some((first, second))),
        (Some(_), None) => Err(half(names.0, names.1)),
        (None, Some(_)) => Err(half(names.1, names.0)),
        (None, None) => Ok(None),
    }
}

/// An empty variable is as good as none: scripts "unset" that way.
fn value(lookup: Lookup<'_>, name: &str) -> Result<Option<String>, Error> {
    match lookup(name).filter(|value| !value.is_empty()).map(OsString::into_string) {
        None => Ok(None),
        Some(Ok(value)) => Ok(Some(value)),
        Some(Err(_)) => Err(Error::config(format!("`{name}` holds text that is not Unicode"))),
    }
}

/// `set A, or B`, for what was looked for in vain.
struct Wanted<I>(I);

impl<I: Iterator<Item = String> + Clone> fmt::Display for Wanted<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut list = String::new();
        for (at, names) in self.0.clone().enumerate() {
            write!(list, "{}{names}", if at == 0 { "set " } else { ", or " })?;
        }
        f.write_str(if list.is_empty() { "the surface names no variables" } else { &list })
    }
}

#[cfg(test)]
mod tests;
