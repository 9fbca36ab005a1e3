//! Proxies: which one leads to a server, and what is said to it.

mod environment;

use std::fmt;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::HeaderValue;
use percent_encoding::percent_decode_str;

use crate::{
    Error,
    url::{self, BaseAddress},
};

/// Where the proxy is looked for.
pub(crate) enum ProxyRule {
    Environment,
    Never,
    Given(Proxy),
}

/// A proxy that can be used.
#[derive(Clone)]
pub(crate) struct Proxy {
    /// Whether it speaks TLS itself.
    pub(crate) secure: bool,
    /// With the brackets of IPv6.
    pub(crate) host: String,
    pub(crate) port: u16,
    /// What it is told about who comes.
    pub(crate) authorization: Option<HeaderValue>,
}

impl Proxy {
    /// Says what is wrong with the address without repeating it: it may hold a password.
    pub(crate) fn parse(address: &str) -> Result<Self, String> {
        let Some((scheme, rest)) = address.split_once("://") else {
            return Err("has no scheme: begin it with `http://`".to_owned());
        };
        let secure = match scheme.to_ascii_lowercase().as_str() {
            "http" => false,
            "https" => true,
            _ => return Err("does not begin with `http://` or `https://`".to_owned()),
        };
        let authority = rest.strip_suffix('/').unwrap_or(rest);
        if authority.contains(['/', '?', '#', '\\']) {
            return Err("has more than a host and a port: leave out what is after them".to_owned());
        }
        let (user, place) = match authority.rsplit_once('@') {
            Some((user, place)) => (Some(user), place),
            None => (None, authority),
        };
        let (host, port) = url::split_port(place)?;
        url::check_host(host)?;
        let authorization = user.map(basic).transpose()?;
        let port = port.unwrap_or(if secure { 443 } else { 80 });
        Ok(Self { secure, host: host.to_ascii_lowercase(), port, authorization })
    }
}

/// HTTP Basic of a user name and password that are percent-encoded.
fn basic(user: &str) -> Result<HeaderValue, String> {
    let (name, password) = user.split_once(':').unwrap_or((user, ""));
    let mut plain: Vec<u8> = percent_decode_str(name).collect();
    plain.push(b':');
    plain.extend(percent_decode_str(password));
    let mut value = HeaderValue::from_str(&format!("Basic {}", STANDARD.encode(plain)))
        .map_err(|_| "has a user name that is no header value".to_owned())?;
    value.set_sensitive(true);
    Ok(value)
}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Proxy").finish_non_exhaustive()
    }
}

/// The proxy that leads to a server, if it is not reached directly.
pub(super) fn choose(
    base: &BaseAddress,
    rule: &ProxyRule,
    lookup: impl Fn(&str) -> Option<String>,
) -> Result<Option<Proxy>, Error> {
    let address = match rule {
        ProxyRule::Never => return Ok(None),
        ProxyRule::Given(proxy) => return Ok(Some(proxy.clone())),
        ProxyRule::Environment => environment::address(base, lookup),
    };
    let Some(address) = address else {
        return Ok(None);
    };
    let named = if address.contains("://") { address } else { format!("http://{address}") };
    match Proxy::parse(&named) {
        Ok(proxy) => Ok(Some(proxy)),
        Err(problem) => Err(Error::config(format!(
            "the address of the proxy that the environment names {problem}"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(address: &str, expected: Result<(bool, &str, u16, Option<&str>), &str>) {
        let got = Proxy::parse(address);
        let seen = got.as_ref().map(|proxy| {
            let authorization = proxy.authorization.as_ref().map(|value| value.to_str().unwrap());
            (proxy.secure, &*proxy.host, proxy.port, authorization)
        });
        assert_eq!(seen.map_err(String::as_str), expected, "{address}");
        let shown = format!("{got:?}");
        assert!(!shown.contains("s3cr3t") && !shown.contains("Basic"), "{shown}");
    }

    #[test]
    fn an_address_is_taken_apart() {
        check("http://p.example:3128", Ok((false, "p.example", 3128, None)));
        check("HTTPS://P.example/", Ok((true, "p.example", 443, None)));
        check("http://[::1]:3128", Ok((false, "[::1]", 3128, None)));
        // `user:p@s3cr3t` and `user:` in base64.
        let known = Some("Basic dXNlcjpwQHMzY3IzdA==");
        check("http://user:p%40s3cr3t@p.example", Ok((false, "p.example", 80, known)));
        check("http://user@p.example", Ok((false, "p.example", 80, Some("Basic dXNlcjo="))));
    }

    #[test]
    fn what_cannot_be_used_is_told_without_the_address() {
        let scheme = Err("does not begin with `http://` or `https://`");
        check("socks5://s3cr3t@p.example:1080", scheme);
        check("ftp://s3cr3t", scheme);
        let missing = Err("has no scheme: begin it with `http://`");
        check("::s3cr3t::", missing);
        check("", missing);
        check("http://u:s3cr3t@", Err("has no host"));
        check("http://u:s3cr3t@p:0", Err("has a port that is not between 1 and 65535"));
        check("http://p.example:s3cr3t", Err("has a port that is no number"));
        check("http://p s3cr3t", Err("has a host that is no host name"));
        check(
            "http://p.example/s3cr3t",
            Err("has more than a host and a port: leave out what is after them"),
        );
    }

    #[test]
    fn the_environment_may_leave_the_scheme_out() {
        let base =
            BaseAddress { origin: "https://om.example.com".to_owned(), prefix: String::new() };
        let chosen = |rule, address: &str| {
            choose(&base, &rule, |name| (name == "HTTPS_PROXY").then(|| address.to_owned()))
        };
        let proxy = chosen(ProxyRule::Environment, "p.example:3128").unwrap().unwrap();
        assert_eq!((&*proxy.host, proxy.port), ("p.example", 3128));
        assert!(chosen(ProxyRule::Never, "p.example:3128").unwrap().is_none());
        let given = Proxy::parse("http://other.example").unwrap();
        let proxy = chosen(ProxyRule::Given(given), "p.example:3128").unwrap().unwrap();
        assert_eq!(proxy.host, "other.example");
        let error = chosen(ProxyRule::Environment, "socks5://u:s3cr3t@p.example").unwrap_err();
        let shown = format!("{error} {error:?}");
        assert!(error.is_config() && !shown.contains("s3cr3t"), "{shown}");
    }
}
