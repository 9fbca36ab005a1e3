//! Addresses: the server's, checked once, and the percent-encoding of everything that is put after it.

use std::net::{Ipv4Addr, Ipv6Addr};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use crate::{Error, SurfaceInfo};

/// Everything but the unreserved characters of RFC 3986. The API reads `+` in a query as a space,
/// so an address like `a+b@example.com` must not keep it.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Appends a value percent-encoded.
pub(crate) fn push_encoded(to: &mut String, value: &str) {
    to.extend(utf8_percent_encode(value, RESERVED));
}

/// Whether a segment is `.` or `..`, also with the dots written as `%2e`: URL parsers and servers
/// take both for steps.
pub(crate) fn is_dot_segment(segment: &str) -> bool {
    // The longest form is `%2e%2e`.
    segment.len() <= 6 && matches!(&*percent_decode_str(segment).collect::<Vec<u8>>(), b"." | b"..")
}

/// Whether a path goes through a URL parser unchanged.
pub(crate) fn is_plain_path(path: &str) -> bool {
    let plain = |byte: u8| {
        byte.is_ascii_alphanumeric()
            || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'/' | b'%')
            || matches!(
                byte,
                b':' | b'@' | b'!' | b'$' | b'&' | b'(' | b')' | b'*' | b'+' | b',' | b';' | b'='
            )
    };
    path.bytes().all(plain) && !path.split('/').any(is_dot_segment)
}

/// The address of a server, known to be usable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BaseAddress {
    /// Scheme, host and port: `https://opsmanager.example.com:8443`.
    pub(crate) origin: String,
    /// Path before the surface's own, without a trailing slash; mostly empty.
    pub(crate) prefix: String,
}

impl BaseAddress {
    /// Checks an address. Messages do not repeat it: a wrong one may hold a password.
    pub(crate) fn parse(
        address: &str,
        surface: &SurfaceInfo,
        allow_http: bool,
    ) -> Result<Self, Error> {
        Self::read(address, surface, allow_http)
            .map_err(|problem| Error::config(format!("the address {problem}")))
    }

    fn read(address: &str, surface: &SurfaceInfo, allow_http: bool) -> Result<Self, String> {
        if address.chars().any(char::is_control) {
            return Err("holds a control character".to_owned());
        }
        if !address.is_ascii() {
            return Err("holds a character that is not ASCII: write the host as `xn--…`".to_owned());
        }
        let Some((scheme, rest)) = address.split_once("://") else {
            return Err("has no scheme: begin it with `https://`".to_owned());
        };
        let secure = match scheme.to_ascii_lowercase().as_str() {
            "https" => true,
            "http" => false,
            _ => return Err("does not begin with `https://`".to_owned()),
        };
        for (mark, name) in
            [('#', "a fragment (`#`)"), ('?', "a query (`?`)"), ('\\', "a backslash")]
        {
            if rest.contains(mark) {
                return Err(format!("has {name}: leave it out"));
            }
        }
        let (authority, path) = rest.find('/').map_or((rest, ""), |slash| rest.split_at(slash));
        if authority.contains('@') {
            return Err("has a user name or password: give them to `.credentials(…)`".to_owned());
        }
        let (host, port) = split_port(authority)?;
        check_host(host)?;
        if !secure {
            check_http(host, surface, allow_http)?;
        }
        let prefix = path.trim_end_matches('/');
        if prefix.split('/').any(is_dot_segment) {
            return Err("has `.` or `..` in its path".to_owned());
        }
        if !is_plain_path(prefix) {
            return Err("has a character in its path that must be percent-encoded".to_owned());
        }
        if !surface.path.is_empty() && prefix.ends_with(surface.path) {
            return Err(format!("ends with `{}`: leave that out", surface.path));
        }
        let scheme = if secure { "https" } else { "http" };
        let mut origin = format!("{scheme}://{}", host.to_ascii_lowercase());
        if let Some(port) = port {
            origin.push(':');
            origin.push_str(&port.to_string());
        }
        Ok(Self { origin, prefix: prefix.to_owned() })
    }

    pub(crate) fn is_secure(&self) -> bool {
        self.origin.starts_with("https:")
    }

    /// The host, with the brackets of IPv6, and the port.
    #[cfg(feature = "blocking")]
    pub(crate) fn host_and_port(&self) -> (&str, u16) {
        let authority = self.origin.split_once("://").map_or("", |(_, authority)| authority);
        let usual = if self.is_secure() { 443 } else { 80 };
        match split_port(authority) {
            Ok((host, port)) => (host, port.unwrap_or(usual)),
            Err(_) => (authority, usual),
        }
    }
}

pub(crate) fn split_port(authority: &str) -> Result<(&str, Option<u16>), String> {
    if authority.starts_with('[') && !authority.contains(']') {
        return Err("has a host that is no host name".to_owned());
    }
    // The colons of an IPv6 address are inside of brackets.
    let host_end = authority.rfind(']').map_or(0, |bracket| bracket + 1);
    let (bracketed, after) = authority.split_at(host_end);
    let Some(colon) = after.find(':') else {
        return Ok((authority, None));
    };
    let (host, port) = authority.split_at(bracketed.len() + colon);
    match port.get(1..).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit())) {
        Some(digits) => match digits.parse::<u16>() {
            Ok(port) if port > 0 => Ok((host, Some(port))),
            _ => Err("has a port that is not between 1 and 65535".to_owned()),
        },
        None => Err("has a port that is no number".to_owned()),
    }
}

pub(crate) fn check_host(host: &str) -> Result<(), String> {
    if host.is_empty() {
        return Err("has no host".to_owned());
    }
    let good = match host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
        Some(inside) => inside.parse::<Ipv6Addr>().is_ok(),
        None => host
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_')),
    };
    if good { Ok(()) } else { Err("has a host that is no host name".to_owned()) }
}

fn check_http(host: &str, surface: &SurfaceInfo, allow_http: bool) -> Result<(), String> {
    if !allow_http {
        return Err(
            "begins with `http://`, which anyone on the way can read: use `https://`, or say `.danger_allow_http()`"
                .to_owned(),
        );
    }
    if surface.self_hosted || is_loopback(host) {
        Ok(())
    } else {
        Err(format!(
            "begins with `http://`, which `{}` allows for this machine only: use `https://`",
            surface.id
        ))
    }
}

fn is_loopback(host: &str) -> bool {
    let inside = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost")
        || inside.parse::<Ipv4Addr>().is_ok_and(|ip| ip.is_loopback())
        || inside.parse::<Ipv6Addr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Environment;

    const HOSTED: SurfaceInfo = SurfaceInfo {
        client: "cloud-client/1.2.3",
        id: "atlas-v2",
        name: "",
        path: "/api/atlas/v2",
        self_hosted: false,
        environment: Environment::NONE,
        codes: &[],
    };
    const OWN: SurfaceInfo = SurfaceInfo {
        client: "cloud-client/1.2.3",
        id: "ops-manager",
        name: "",
        path: "/api/public/v1.0",
        self_hosted: true,
        environment: Environment::NONE,
        codes: &[],
    };

    fn check(address: &str, expected: Result<(&str, &str), &str>) {
        check_on(&OWN, false, address, expected);
    }

    fn check_on(
        surface: &SurfaceInfo,
        allow_http: bool,
        address: &str,
        expected: Result<(&str, &str), &str>,
    ) {
        let got = BaseAddress::parse(address, surface, allow_http);
        match (&got, expected) {
            (Ok(base), Ok(parts)) => {
                assert_eq!((base.origin.as_str(), base.prefix.as_str()), parts, "{address}");
            }
            (Err(error), Err(part)) => {
                assert!(error.is_config());
                assert!(error.to_string().contains(part), "{address}: {error}");
                assert!(!format!("{error} {error:?}").contains("s3cr3t"));
            }
            _ => panic!("{address}: {got:?}, expected {expected:?}"),
        }
    }

    #[test]
    fn ordinary_addresses_are_taken() {
        check("https://om.example.com", Ok(("https://om.example.com", "")));
        check("https://om.example.com//", Ok(("https://om.example.com", "")));
        check("HTTPS://OM.Example.com:8443/", Ok(("https://om.example.com:8443", "")));
        check("https://10.0.0.1/mms/x/", Ok(("https://10.0.0.1", "/mms/x")));
        check("https://[::1]:8443/Mms", Ok(("https://[::1]:8443", "/Mms")));
        check("https://h/a%20b", Ok(("https://h", "/a%20b")));
    }

    #[test]
    fn what_is_no_server_is_refused() {
        check("om.example.com", Err("has no scheme"));
        check("", Err("has no scheme"));
        check("ftp://h", Err("does not begin with `https://`"));
        check(" https://h", Err("does not begin with `https://`"));
        check("https://", Err("has no host"));
        check("https:///path", Err("has no host"));
        check("https://:8443", Err("has no host"));
        check("https://h h", Err("no host name"));
        check("https://h%41", Err("no host name"));
        check("https://[::1", Err("no host name"));
        check("https://[1.2.3.4]", Err("no host name"));
        check("https://höst", Err("not ASCII"));
    }

    #[test]
    fn ports_are_checked() {
        check("https://h:", Err("not between"));
        check("https://h:0", Err("not between"));
        check("https://h:65536", Err("not between"));
        check("https://h:+1", Err("no number"));
        check("https://h:80:80", Err("no number"));
        check("https://h:1", Ok(("https://h:1", "")));
    }

    #[test]
    fn parts_beyond_host_and_prefix_are_refused() {
        check("https://user:s3cr3t@h", Err("user name or password"));
        check("https://s3cr3t@h/x", Err("user name or password"));
        check("https://h?s3cr3t=1", Err("a query"));
        check("https://h/x#s3cr3t", Err("a fragment"));
        check("https://h\\s3cr3t", Err("a backslash"));
        check("https://h/\r\ns3cr3t", Err("a control character"));
        check("https://h/\u{7f}", Err("a control character"));
    }

    #[test]
    fn prefixes_that_change_on_the_way_are_refused() {
        for prefix in ["..", ".", "a/../b", "%2e%2E", ".%2e/a"] {
            check(&format!("https://h/{prefix}"), Err("`.` or `..`"));
        }
        for prefix in ["a b", "{x}", "\"", "a|b", "<", "'"] {
            check(&format!("https://h/{prefix}"), Err("must be percent-encoded"));
        }
    }

    #[test]
    fn the_path_of_the_surface_is_not_doubled() {
        check("https://h/api/public/v1.0/", Err("leave that out"));
    }

    #[test]
    fn http_needs_a_word_and_a_near_or_own_server() {
        check("http://localhost", Err("danger_allow_http"));
        check_on(&OWN, true, "http://om.example.com:8080", Ok(("http://om.example.com:8080", "")));
        for near in
            ["http://localhost:1", "http://127.0.0.1:1", "http://127.9.9.9:1", "http://[::1]:1"]
        {
            check_on(&HOSTED, true, near, Ok((near, "")));
        }
        for far in [
            "http://cloud.mongodb.com",
            "http://127.0.0.1.example.com",
            "http://10.0.0.1",
            "http://localhost.example.com",
        ] {
            check_on(&HOSTED, true, far, Err("for this machine only"));
        }
    }
}
