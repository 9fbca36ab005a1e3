use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use super::{FailedAttempt, NoRetry, RetryPolicy, StandardRetry, back_off, random_up_to};
use crate::{
    ApiKey, Client, Error, Request,
    transport::{
        TransportError,
        TransportErrorKind::{self, Broken, Connect, Idle, Tls, Unresolved},
        double::{Change, Cloud, Double, Get, Invite, Outcome, Remove, answer, json, run},
    },
};

const ORG: &str = r#"{"id":"a"}"#;

fn key() -> ApiKey {
    ApiKey::new("PUBKEY01", "11111111-2222-3333-4444-555555555555")
}

fn client(double: &Double) -> Client<Cloud> {
    double.client_with(key(), StandardRetry::new())
}

fn fails(kind: TransportErrorKind) -> Outcome {
    Err(TransportError::new(kind))
}

fn breaks_in(status: u16) -> Outcome {
    Err(TransportError::new(Broken).within(json(status, "{").unwrap()))
}

/// What a call comes to when the same thing happens again and again, and how many requests it took.
fn call<R: Request>(request: R, happens: impl Fn() -> Outcome) -> (Result<(), Error>, usize)
where
    R::Surface: crate::SameSurface<Cloud>,
{
    let double = Double::script((0..9).map(|_| happens()));
    let outcome = run(client(&double).send(request));
    (outcome.map(drop), double.sent().len())
}

/// For GET, PATCH, DELETE and POST: requests, and `u` where the outcome is unknown, `r` where a
/// program may try again, `s` for a success.
fn check(happens: impl Fn() -> Outcome + Copy, expected: [&str; 4]) {
    let told = |(outcome, requests): (Result<(), Error>, usize)| {
        let Err(error) = outcome else {
            return format!("{requests}s");
        };
        let mut told = requests.to_string();
        told.extend(error.outcome_unknown().then_some('u'));
        told.extend(error.is_retryable().then_some('r'));
        assert_eq!(error.attempts(), u32::try_from(requests).unwrap());
        told
    };
    let got = [
        told(call(Get("x"), happens)),
        told(call(Change, happens)),
        told(call(Remove, happens)),
        told(call(Invite("x"), happens)),
    ];
    assert_eq!(got, expected);
}

#[test]
fn what_was_not_sent_is_sent_again() {
    for kind in [Connect, Unresolved, TransportErrorKind::Proxy, TransportErrorKind::ConnectTimeout]
    {
        check(|| fails(kind), ["3r", "3r", "3r", "3r"]);
    }
    assert!(!call(Invite("x"), || fails(Connect)).0.unwrap_err().request_was_sent());
}

#[test]
fn what_stays_wrong_is_not_tried_again() {
    check(|| fails(Tls), ["1", "1", "1", "1"]);
    for status in [400, 401, 403, 404, 409, 410, 501] {
        check(|| json(status, "{}"), ["1", "1", "1", "1"]);
    }
    check(|| answer(302, &[("location", "https://elsewhere.example")], ""), ["1", "1", "1", "1"]);
    check(|| json(500, "{}"), ["1", "1u", "1u", "1u"]);
}

#[test]
fn what_may_have_been_carried_out_is_sent_again_where_that_is_harmless() {
    for status in [408, 502, 503, 504] {
        check(|| json(status, "{}"), ["3r", "3ur", "3ur", "1u"]);
    }
    for kind in [Broken, Idle] {
        check(|| fails(kind), ["3r", "3ur", "3ur", "1u"]);
    }
    check(|| fails(TransportErrorKind::Timeout), ["3r", "3ur", "3ur", "1u"]);
}

#[test]
fn a_success_that_breaks_was_carried_out() {
    check(|| breaks_in(200), ["3r", "1", "1s", "1s"]);
    let (lost, _) = call(Change, || breaks_in(200));
    assert!(lost.is_err_and(|error| error.is_decode() && error.status() == Some(200)));
    check(|| breaks_in(404), ["1", "1", "1", "1"]);
}

#[test]
fn a_refused_rate_is_tried_again_whatever_the_request_does() {
    check(|| json(429, "{}"), ["3r", "3r", "3r", "3r"]);
    check(|| json(400, r#"{"errorCode":"TOO_MANY"}"#), ["3r", "3r", "3r", "3r"]);
    check(|| json(403, r#"{"errorCode":"X_RATE_LIMITED"}"#), ["3r", "3r", "3r", "3r"]);
}

#[test]
fn a_token_that_cannot_be_had_is_a_request_that_was_not_sent() {
    let double = Double::script((0..9).map(|_| json(401, r#"{"error":"invalid_client"}"#)));
    let account = crate::ServiceAccount::new("id", "secret");
    let client = double.client_with(account, StandardRetry::new());
    let error = run(client.send(Invite("x"))).unwrap_err();
    assert!(error.is_auth() && !error.request_was_sent() && !error.outcome_unknown());
}

/// How long a call waits in all when its first answer is this one and the second is a success.
fn waited(first: Outcome) -> Result<Duration, Error> {
    let double = Double::script([first, json(200, ORG)]);
    let client = client(&double);
    let began = crate::transport::Transport::now(&double);
    run(client.send(Get("x")))?;
    Ok(crate::transport::Transport::now(&double) - began)
}

fn within(range: std::ops::RangeInclusive<Duration>, value: Duration) {
    assert!(range.contains(&value), "{value:?} is not in {range:?}");
}

#[test]
fn a_server_says_how_long_to_wait() {
    let busy = |after| waited(answer(429, &[("retry-after", after)], ""));
    within(Duration::from_secs(1)..=Duration::from_millis(1100), busy("1").unwrap());
    within(Duration::from_secs(40)..=Duration::from_secs(44), busy("40").unwrap());
    let date = [
        ("date", "Fri, 20 Nov 2026 08:00:00 GMT"),
        ("retry-after", "Fri, 20 Nov 2026 08:00:05 GMT"),
    ];
    let dated = waited(answer(503, &date, "")).unwrap();
    within(Duration::from_secs(5)..=Duration::from_millis(5500), dated);
    for nothing in ["0", "-5", "abc", ""] {
        assert!(busy(nothing).unwrap() <= Duration::from_secs(1));
    }
    // What is added at random does not make it too long for the call: 90 seconds, 30 of them for an
    // attempt.
    for _ in 0..100 {
        within(Duration::from_secs(59)..=Duration::from_secs(60), busy("59").unwrap());
    }
    assert_eq!(busy("60").unwrap_err().retry_after(), Some(Duration::from_secs(60)));
    let error = busy("3600").unwrap_err();
    assert_eq!((error.retry_after(), error.attempts()), (Some(Duration::from_secs(3600)), 1));
    // Elsewhere it means something else, or nothing.
    assert!(waited(answer(502, &[("retry-after", "9")], "")).unwrap() < Duration::from_secs(1));
}

#[test]
fn too_many_invitations_are_a_minute() {
    let limited = || json(400, r#"{"errorCode":"INVITATIONS_RATE_LIMITED_IP"}"#);
    let (outcome, requests) = call(Invite("x"), limited);
    let error = outcome.unwrap_err();
    assert!(error.is_rate_limited() && !error.outcome_unknown());
    assert_eq!((error.retry_after(), requests), (Some(Duration::from_secs(60)), 1));
    let double = Double::script([limited(), json(200, ORG)]);
    let long = Duration::from_secs(180);
    run(client(&double).send(Get("x")).timeout(long)).unwrap();
}

#[test]
fn a_delay_doubles_and_is_a_random_part_of_that() {
    let (first, most) = (Duration::from_millis(200), Duration::from_secs(5));
    for (attempt, limit) in [(1, 200), (2, 400), (3, 800), (5, 3200), (6, 5000), (99, 5000)] {
        let longest = (0..200).map(|_| back_off(first, most, attempt)).max().unwrap();
        let limit = Duration::from_millis(limit);
        within(limit / 2..=limit, longest);
    }
    assert!((0..200).any(|_| random_up_to(first) < first / 2));
    assert_eq!(back_off(Duration::MAX, Duration::ZERO, 3), Duration::ZERO);
    back_off(Duration::MAX, Duration::MAX, 3);
}

#[test]
fn a_call_does_not_begin_what_it_has_no_time_for() {
    let double = Double::script([answer(429, &[("retry-after", "8")], ""), json(200, ORG)]);
    let call = client(&double).send(Get("x")).timeout(Duration::from_secs(9));
    assert!(run(call).unwrap_err().is_rate_limited());
    let double = Double::script([fails(TransportErrorKind::Timeout), fails(Connect)]);
    let call = client(&double).send(Get("x")).timeout(Duration::from_nanos(1));
    assert!(run(call).unwrap_err().is_timeout());
    assert_eq!(double.sent().len(), 1);
}

#[test]
fn while_nothing_works_hardly_anything_is_repeated() {
    let double = Double::new(|_| async { fails(Connect) });
    let client = client(&double);
    for _ in 0..100 {
        run(client.send(Get("x"))).unwrap_err();
    }
    assert_eq!(double.sent().len(), 110);
    assert_eq!(run(client.clone().send(Get("x"))).unwrap_err().attempts(), 1);
}

#[test]
fn a_delete_that_may_have_worked_and_finds_nothing_has_worked() {
    let gone = || json(404, r#"{"errorCode":"NO_SUCH_ORG"}"#);
    let double = Double::script([fails(Broken), gone()]);
    let response = run(client(&double).send(Remove).response()).unwrap();
    assert_eq!((response.status(), response.attempts()), (404, 2));
    let double = Double::script([json(503, ""), json(400, r#"{"errorCode":"BAD_INVITATION"}"#)]);
    run(client(&double).send(Remove)).unwrap();
    // Nothing was sent the first time, so there was nothing to delete.
    let double = Double::script([fails(Connect), gone()]);
    assert!(run(client(&double).send(Remove)).unwrap_err().is_not_found());
    let double = Double::script([fails(Broken), gone()]);
    assert!(run(client(&double).send(Get("x"))).unwrap_err().is_not_found());
}

#[test]
fn what_an_earlier_attempt_may_have_done_is_not_forgotten() {
    let double = Double::script([fails(Broken), fails(Connect), fails(Connect)]);
    let error = run(client(&double).send(Change)).unwrap_err();
    assert!(error.is_connect() && error.outcome_unknown() && error.request_was_sent());
    assert_eq!(
        error.to_string(),
        "changeOrg: cannot connect to the server, in the last of 3 attempts; \
         whether it was carried out is not known"
    );
}

#[test]
fn a_policy_is_said_for_the_client_and_for_a_call() {
    let requests = |policy: fn(Client<Cloud>) -> crate::Call<Get>| {
        let double = Double::script((0..9).map(|_| fails(Connect)));
        run(policy(client(&double))).unwrap_err();
        double.sent().len()
    };
    assert_eq!(requests(|client| client.send(Get("x")).retry(NoRetry)), 1);
    assert_eq!(requests(|client| client.send(Get("x")).retry(StandardRetry::new().attempts(5))), 5);
    assert_eq!(requests(|client| client.send(Get("x")).retry(StandardRetry::new().attempts(0))), 1);
    let double = Double::script([fails(Connect)]);
    run(double.client_with(key(), NoRetry).send(Get("x"))).unwrap_err();
}

#[test]
fn changes_that_may_be_there_are_repeated_unless_told_otherwise() {
    let careful = || StandardRetry::new().repeat_changes(false);
    let double = Double::script([fails(Broken)]);
    run(double.client_with(key(), careful()).send(Change)).unwrap_err();
    let double = Double::script([fails(Connect), json(429, ""), json(200, ORG)]);
    run(double.client_with(key(), careful()).send(Change)).unwrap();
    let double = Double::script([fails(Broken), answer(204, &[], "")]);
    run(double.client_with(key(), careful()).send(Remove)).unwrap();
}

#[test]
fn a_policy_of_ones_own_decides() {
    struct Counting(Arc<AtomicU32>);
    impl RetryPolicy for Counting {
        fn wait(&self, failed: &FailedAttempt<'_>) -> Option<Duration> {
            assert_eq!(failed.operation().id, "invite");
            assert_eq!(failed.error().status(), Some(500));
            self.0.store(failed.attempt(), Ordering::Relaxed);
            (failed.attempt() < 4).then_some(Duration::from_millis(1))
        }
    }
    let asked = Arc::new(AtomicU32::new(0));
    let double = Double::script((0..9).map(|_| json(500, "{}")));
    let call = client(&double).send(Invite("x")).retry(Counting(Arc::clone(&asked)));
    assert!(run(call).unwrap_err().outcome_unknown());
    assert_eq!((double.sent().len(), asked.load(Ordering::Relaxed)), (4, 4));
}
