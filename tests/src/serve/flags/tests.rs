use super::*;

fn options(flags: &[&str]) -> Options {
    Flags::try_parse_from([&["fake-cloud"], flags].concat()).unwrap().options()
}

#[test]
fn without_flags_it_is_the_cloud_of_the_tests() {
    let (own, expected) = (options(&["--quiet"]), Options::default());
    let shown = |options: &Options| {
        let options = Options { log: LogTo::Memory, ..options.clone() };
        format!("{options:?}")
    };
    assert_eq!(shown(&own), shown(&expected));
}

#[test]
fn nonces_and_limits_come_from_their_flags() {
    let own = options(&["--nonce-seconds", "3", "--nonce-uses", "5", "--rate-limit", "7/11"]);
    assert_eq!((own.nonce_life, own.nonce_uses), (3, 5));
    assert_eq!(own.rate_limit, Some(RateLimit { capacity: 7, refill: 11 }));
}

#[test]
fn a_person_has_a_status_and_an_address() {
    for wrong in ["jane@example.com", "pending:jane@example.com", "active:jane", "active:", ":"] {
        let flags = Flags::try_parse_from(["fake-cloud", "--person", wrong]);
        let error = flags.unwrap_err().to_string();
        assert!(error.contains("write it like active:"), "{error}");
    }
}
