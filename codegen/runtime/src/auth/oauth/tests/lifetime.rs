//! How long a token is used, and when it is renewed.

use super::*;

/// Calls at these seconds, one after the other.
fn check(beside: &'static str, times: &[u64], expected: &str) {
    let double = server(tokens(beside), |_| true);
    let client = double.client(account());
    let mut now = 0;
    for time in times {
        double.advance(Duration::from_secs(time - now));
        now = *time;
        run(client.send(Get("x"))).unwrap();
    }
    assert_eq!(sends(&double), expected, "{beside} at {times:?}");
}

#[test]
fn a_token_is_used_until_shortly_before_its_end() {
    check(r#","expires_in":3600"#, &[0, 1, 3539, 3540], "T t1 t1 t1 T t2");
    check(r#","expires_in":100"#, &[0, 79, 80], "T t1 t1 T t2");
    check(r#","expires_in":"100""#, &[0, 79, 80], "T t1 t1 T t2");
    check(r#","expires_in":100.0"#, &[0, 79, 80], "T t1 t1 T t2");
}

#[test]
fn a_lifetime_that_is_absent_or_odd_is_replaced() {
    for beside in ["", r#","expires_in":null"#, r#","expires_in":"soon""#] {
        check(beside, &[0, 239, 240], "T t1 t1 T t2");
    }
    for beside in [r#","expires_in":0"#, r#","expires_in":-5"#, r#","expires_in":"0""#] {
        check(beside, &[0, 0], "T t1 T t2");
    }
    for beside in [r#","expires_in":1e300"#, r#","expires_in":99999999999999999999"#] {
        check(beside, &[0, 86_339, 86_340], "T t1 t1 T t2");
    }
}

#[test]
fn a_renewal_that_fails_leaves_the_old_token_for_its_last_seconds() {
    let token = |number| match number {
        2 | 3 => json(503, ""),
        _ => tokens(r#","expires_in":100"#)(number),
    };
    let double = server(token, |_| true);
    let client = double.client(account());
    for step in [0, 80, 9, 1, 1, 8] {
        double.advance(Duration::from_secs(step));
        run(client.send(Get("x"))).unwrap();
    }
    // At 80 s the renewal fails, and at 90 s again: each is one try, with a pause after it. At 95 s
    // there is no old token any more.
    assert_eq!(sends(&double), "T t1 T t1 t1 T t1 t1 T t4");
}

/// An early renewal takes no longer than the old token is good.
#[test]
fn an_early_renewal_is_limited_by_what_the_old_token_has_left() {
    let double = server(tokens(r#","expires_in":40"#), |_| true);
    let client = double.client(account());
    for step in [0, 33] {
        double.advance(Duration::from_secs(step));
        run(client.send(Get("x"))).unwrap();
    }
    assert_eq!(sends(&double), "T t1 T t2");
    let limits: Vec<_> = double.limits().iter().map(|limits| limits.timeout.as_secs()).collect();
    assert_eq!(limits, [10, 30, 2, 30]);
}

/// One call renews early, and the others go on with the token that is there.
#[test]
fn nobody_waits_for_an_early_renewal() {
    let double = server(tokens(r#","expires_in":100"#), |_| true);
    let client = double.client(account());
    run(client.send(Get("x"))).unwrap();
    double.advance(Duration::from_secs(85));
    let mut leader = client.send(Get("x"));
    assert!(poll_once(&mut leader).is_pending());
    run(client.send(Get("x"))).unwrap();
    run(leader).unwrap();
    run(client.send(Get("x"))).unwrap();
    assert_eq!(sends(&double), "T t1 T t1 t2 t2");
}
