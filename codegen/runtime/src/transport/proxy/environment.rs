//! Which proxy the environment names for a server, by the rules that the asynchronous client has
//! from its HTTP library.

use std::net::IpAddr;

use crate::url::BaseAddress;

/// The address of the proxy: that of the scheme, or else the one for everything.
///
/// Nothing is taken in a CGI program: there, `HTTP_PROXY` is a header of whoever called it.
pub(super) fn address(
    base: &BaseAddress,
    lookup: impl Fn(&str) -> Option<String>,
) -> Option<String> {
    if lookup("REQUEST_METHOD").is_some() {
        return None;
    }
    let first = |upper: &str, lower: &str| lookup(upper).or_else(|| lookup(lower));
    let (scheme, host) = parts(&base.origin)?;
    if first("NO_PROXY", "no_proxy").is_some_and(|list| is_excepted(host, &list)) {
        return None;
    }
    let own = match scheme {
        "https" => first("HTTPS_PROXY", "https_proxy"),
        _ => first("HTTP_PROXY", "http_proxy"),
    };
    let given = |address: &String| !address.is_empty();
    own.filter(given).or_else(|| first("ALL_PROXY", "all_proxy").filter(given))
}

/// Scheme and host, the host without a port and without the brackets of IPv6.
fn parts(origin: &str) -> Option<(&str, &str)> {
    let (scheme, authority) = origin.split_once("://")?;
    let host = match authority.strip_prefix('[') {
        Some(rest) => rest.split_once(']')?.0,
        None => authority.split_once(':').map_or(authority, |(host, _)| host),
    };
    Some((scheme, host))
}

/// Whether a list of `NO_PROXY` has the host: by its name or a domain above it, by its address or a
/// network around it. `*` is every name.
fn is_excepted(host: &str, list: &str) -> bool {
    let mut entries = list.split(',').map(str::trim).filter(|entry| !entry.is_empty());
    match host.parse::<IpAddr>() {
        Ok(address) => entries.any(|entry| has_address(entry, address)),
        Err(_) => entries.any(|entry| entry == "*" || has_name(entry, host)),
    }
}

fn has_name(entry: &str, host: &str) -> bool {
    let domain = entry.strip_prefix('.').unwrap_or(entry);
    let Some(split) = host.len().checked_sub(domain.len()) else {
        return false;
    };
    let Some((before, end)) = host.split_at_checked(split) else {
        return false;
    };
    end.eq_ignore_ascii_case(domain) && (before.is_empty() || before.ends_with('.'))
}

/// `192.168.1.42` or `192.168.1.0/24`.
fn has_address(entry: &str, address: IpAddr) -> bool {
    let Some((network, size)) = entry.split_once('/') else {
        return entry.parse() == Ok(address);
    };
    let (Ok(network), Ok(size)) = (network.parse::<IpAddr>(), size.parse::<u32>()) else {
        return false;
    };
    let same = |a: u128, b: u128, bits: u32| {
        size <= bits && (a ^ b).checked_shr(bits - size).unwrap_or(0) == 0
    };
    match (network, address) {
        (IpAddr::V4(a), IpAddr::V4(b)) => same(a.to_bits().into(), b.to_bits().into(), 32),
        (IpAddr::V6(a), IpAddr::V6(b)) => same(a.to_bits(), b.to_bits(), 128),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(origin: &str, variables: &[(&str, &str)], expected: Option<&str>) {
        let base = BaseAddress { origin: origin.to_owned(), prefix: String::new() };
        let lookup = |name: &str| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        assert_eq!(address(&base, lookup).as_deref(), expected, "{origin} {variables:?}");
    }

    #[test]
    fn the_scheme_decides_and_the_rest_is_for_everything() {
        let all = [("HTTPS_PROXY", "s"), ("http_proxy", "h"), ("ALL_PROXY", "a")];
        check("https://om.example.com:8443", &all, Some("s"));
        check("http://om.example.com", &all, Some("h"));
        check("https://om.example.com", &all[1..], Some("a"));
        check("https://om.example.com", &[("HTTPS_PROXY", ""), ("all_proxy", "a")], Some("a"));
        check("https://om.example.com", &[("HTTPS_PROXY", "S"), ("https_proxy", "s")], Some("S"));
        check("https://om.example.com", &[("http_proxy", "h")], None);
        check("https://om.example.com", &[], None);
    }

    #[test]
    fn a_cgi_program_has_no_proxy() {
        check("http://h", &[("HTTP_PROXY", "h"), ("REQUEST_METHOD", "GET")], None);
    }

    fn check_exception(host: &str, list: &str, expected: bool) {
        let proxy = [("ALL_PROXY", "a"), ("no_proxy", list)];
        check(&format!("https://{host}:8443"), &proxy, (!expected).then_some("a"));
    }

    #[test]
    fn names_are_excepted_with_all_below_them() {
        for list in ["example.com", ".example.com", " x, EXAMPLE.com ", "*", "om.example.com"] {
            check_exception("om.example.com", list, true);
        }
        for list in ["", ",", "m.example.com", "ample.com", "a.om.example.com", "*.example.com"] {
            check_exception("om.example.com", list, false);
        }
    }

    #[test]
    fn addresses_are_excepted_with_networks_around_them() {
        for list in ["192.168.1.42", "192.168.1.0/24", "0.0.0.0/0", "192.168.1.42/32"] {
            check_exception("192.168.1.42", list, true);
        }
        for list in ["*", "192.168.1.4", "192.168.2.0/24", "192.168.1.0/33", "::/0", "1.42", "x/8"]
        {
            check_exception("192.168.1.42", list, false);
        }
        check_exception("[fd00::1]", "fd00::/8", true);
        check_exception("[fd00::1]", "fd00::1", true);
        check_exception("[fd00::1]", "fe00::/8", false);
    }
}
