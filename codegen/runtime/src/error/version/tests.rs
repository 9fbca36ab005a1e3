use crate::{
    ApiKey, Encoder, Error, Operation, Request,
    transport::double::{Cloud, Double, Get, Invite, json, run},
};

/// An operation for which there is another one.
struct Old;

impl Request for Old {
    type Surface = Cloud;
    type Answer = ();
    const OPERATION: Operation = Operation {
        instead: Some("createOrgUser, which is POST /orgs/{orgId}/users in version 2025-02-19"),
        ..<Invite as Request>::OPERATION
    };

    fn encode(&self, _: &mut Encoder) {}
}

fn refused<R: Request<Surface = Cloud>>(request: R, status: u16, code: &str) -> Error {
    let body = format!(r#"{{"errorCode":"{code}","detail":"s3cr3t","parameters":["s3cr3t"]}}"#);
    let double = Double::script([json(status, &body)]);
    let call = double.client(ApiKey::new("PUBKEY01", "s3cr3t")).send(request);
    run(call.response()).map(|response| response.status()).unwrap_err()
}

/// Whether it is gone, whether it is unknown, and the messages of a client that has nothing to use
/// instead and of one that has.
fn check(status: u16, code: &str, kinds: (bool, bool), plain: &str, instead: &str) {
    for (error, name, end) in [
        (refused(Get("x"), status, code), "getOrg", plain),
        (refused(Old, status, code), "invite", instead),
    ] {
        assert_eq!((error.is_version_gone(), error.is_version_unknown()), kinds, "{error}");
        let shown = error.to_string();
        assert_eq!(shown.strip_prefix(name), Some(end));
        assert!(!format!("{error:?}").contains("s3cr3t"));
    }
}

const INSTEAD: &str =
    "; instead use createOrgUser, which is POST /orgs/{orgId}/users in version 2025-02-19";

#[test]
fn a_version_that_is_gone_says_what_to_use() {
    for (status, code) in [(410, "OLD_VERSION"), (410, "X"), (400, "OLD_VERSION")] {
        let what = match status {
            410 => format!(": the API has switched this off: status 410, {code}"),
            _ => format!(": the API refused the request: status {status}, {code}"),
        };
        let plain = format!("{what}; a newer client is needed");
        check(status, code, (true, false), &plain, &format!("{what}{INSTEAD}"));
    }
}

#[test]
fn a_version_that_is_unknown_says_what_to_look_at() {
    for (status, what) in [
        (406, ": the API does not have it in the form that is asked for: status 406, NEW_VERSION"),
        // One page of MongoDB lists the code with this status.
        (400, ": the API refused the request: status 400, NEW_VERSION"),
    ] {
        let plain = format!("{what}; is it the right server, and does no proxy change `Accept`?");
        check(status, "NEW_VERSION", (false, true), &plain, &format!("{what}{INSTEAD}"));
    }
}

#[test]
fn other_errors_say_nothing_of_versions() {
    for (status, what) in [
        (415, ": the API does not take the body in the form that it is sent: status 415, X"),
        (404, ": the API did not find it: status 404, X"),
        (406, ": the API does not have it in the form that is asked for: status 406, X"),
    ] {
        check(status, "X", (false, false), what, what);
    }
}
