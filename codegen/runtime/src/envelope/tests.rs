use serde_json::Value;

use crate::{
    ApiKey, Call, Client, Error, Request,
    transport::double::{
        Cloud, Double, Get, Invite, Maybe, Org, Orgs, Raw, Users, answer, json, run,
    },
};

const HINT: &str = "enveloped response (a proxy added envelope=true?)";

fn client(double: &Double) -> Client<Cloud> {
    double.client(ApiKey::new("PUBKEY01", "s3cr3t"))
}

/// One call, with `envelope` or without, that the server answers with this status and body.
fn call<R: Request<Surface = Cloud>>(
    request: R,
    status: u16,
    body: &str,
    set: impl FnOnce(Call<R>) -> Call<R>,
) -> Result<(u16, R::Answer), Error> {
    let double = Double::script([json(status, body)]);
    let response = run(set(client(&double).send(request)).response())?;
    Ok((response.status(), response.into_value()))
}

fn opened<R: Request<Surface = Cloud>>(
    request: R,
    status: u16,
    body: &str,
) -> Result<(u16, R::Answer), Error> {
    call(request, status, body, Call::envelope)
}

fn org(id: &str) -> Org {
    Org { id: id.to_owned() }
}

#[test]
fn an_object_is_taken_out_of_any_member() {
    for body in [
        r#"{"status":200,"content":{"id":"a"}}"#,
        r#"{"status":200,"envelope":{"id":"a"}}"#,
        r#"{"status":200,"results":{"id":"a"}}"#,
        r#"{"content":{"id":"a"},"status":"200"}"#,
        r#"{"results":{"id":"c"},"envelope":{"id":"b"},"content":{"id":"a"},"status":200}"#,
        r#"{"results":{"id":"c"},"envelope":{"id":"a"},"status":200,"links":[]}"#,
        "\u{feff}\n {\"status\" : 200 , \"content\" : {\"id\":\"a\"} }",
    ] {
        for status in [200, 201, 404, 500] {
            assert_eq!(opened(Get("x"), status, body).unwrap(), (200, org("a")), "{body}");
        }
    }
    let (status, value) = opened(Get("x"), 200, r#"{"status":201,"content":{"id":"a"}}"#).unwrap();
    assert_eq!((status, value), (201, org("a")));
}

#[test]
fn a_list_is_taken_out_of_any_member() {
    let both = vec![org("a"), org("b")];
    for body in [
        r#"{"status":200,"content":[{"id":"a"},{"id":"b"}]}"#,
        r#"{"status":200,"envelope":[{"id":"a"},{"id":"b"}]}"#,
        r#"{"status":200,"results":[{"id":"a"},{"id":"b"}],"totalCount":2,"links":[]}"#,
    ] {
        assert_eq!(opened(Orgs, 200, body).unwrap(), (200, both.clone()), "{body}");
    }
    assert_eq!(opened(Orgs, 200, r#"{"status":200,"results":[]}"#).unwrap().1, []);
}

#[test]
fn nothing_is_taken_out_too() {
    for body in [
        r#"{"status":204}"#,
        r#"{"status":"204"}"#,
        r#"{"status":204,"content":null}"#,
        r#"{"status":204,"content":{}}"#,
        r#"{"status":204,"results":[]}"#,
    ] {
        assert_eq!(opened(Invite("x"), 200, body).unwrap().0, 204, "{body}");
    }
    for body in [
        r#"{"status":200}"#,
        r#"{"status":200,"content":null}"#,
        r#"{"status":200,"content":{}}"#,
        r#"{"status":200,"content":{"links":[]}}"#,
    ] {
        assert_eq!(opened(Maybe, 200, body).unwrap().1, None, "{body}");
    }
    let body = r#"{"status":200,"content":{"id":"a"}}"#;
    assert_eq!(opened(Maybe, 200, body).unwrap().1, Some(org("a")));
}

fn check_error(error: &Error, status: u16, code: Option<&str>) {
    assert!(error.is_api(), "{error:?}");
    assert_eq!(error.status(), Some(status));
    assert_eq!(error.code().map(crate::ErrorCode::as_str), code);
    assert!(error.operation().is_some());
}

#[test]
fn the_status_inside_decides() {
    let error = r#"{"error":404,"errorCode":"NO_SUCH_ORG","detail":"jane@example.com"}"#;
    for member in ["content", "envelope", "results"] {
        for status in [200, 404, 500] {
            let body = format!(r#"{{"status":404,"{member}":{error}}}"#);
            let failed = opened(Get("x"), status, &body).unwrap_err();
            check_error(&failed, 404, Some("NO_SUCH_ORG"));
            assert!(failed.is_not_found());
            assert_eq!(failed.api().unwrap().detail(), Some("jane@example.com"));
            check_error(&opened(Invite("x"), status, &body).unwrap_err(), 404, Some("NO_SUCH_ORG"));
        }
    }
    check_error(&opened(Invite("x"), 200, r#"{"status":409}"#).unwrap_err(), 409, None);
    check_error(&opened(Maybe, 200, r#"{"status":"400"}"#).unwrap_err(), 400, None);
    check_error(&opened(Get("x"), 200, r#"{"status":500,"content":"x"}"#).unwrap_err(), 500, None);
    let class = r#"{"status":400,"content":{"errorCode":"MEMBER"}}"#;
    assert!(opened(Get("x"), 200, class).unwrap_err().is_already_member());
    let inside = opened(Get("x"), 200, r#"{"status":302,"content":{}}"#).unwrap_err();
    assert!(inside.is_redirect());
}

#[test]
fn an_answer_without_an_envelope_is_taken_as_it_is() {
    assert_eq!(opened(Get("x"), 200, r#"{"id":"a"}"#).unwrap().1, org("a"));
    assert_eq!(opened(Orgs, 200, r#"[{"id":"a"}]"#).unwrap().1, [org("a")]);
    assert_eq!(opened(Invite("x"), 204, "").unwrap().0, 204);
    assert_eq!(opened(Maybe, 200, "{}").unwrap().1, None);
    let error = opened(Get("x"), 404, r#"{"error":404,"errorCode":"NO_SUCH_ORG"}"#).unwrap_err();
    check_error(&error, 404, Some("NO_SUCH_ORG"));
    let page = Double::script([answer(502, &[("content-type", "text/html")], "<html>")]);
    let error = run(client(&page).send(Get("x")).envelope()).unwrap_err();
    assert_eq!((error.status(), error.body()), (Some(502), Some("<html>")));
    // None of these is an envelope, so the status of the answer stands.
    for body in [
        r#"{"id":"a","content":{"id":"b"}}"#,
        r#"{"id":"a","status":"ok","content":{"id":"b"}}"#,
        r#"{"id":"a","status":200}"#,
        r#"{"id":"a","status":200.5,"content":{"id":"b"}}"#,
        r#"{"id":"a","status":-1,"content":{"id":"b"}}"#,
        r#"{"id":"a","status":null,"content":{"id":"b"}}"#,
        r#"{"id":"a","status":[200],"content":{"id":"b"}}"#,
        r#"{"id":"a","status":99,"content":{"id":"b"}}"#,
        r#"{"id":"a","status":70000,"content":{"id":"b"}}"#,
        r#"{"id":"a","status":"","content":{"id":"b"}}"#,
        r#"{"id":"a","Status":200,"Content":{"id":"b"}}"#,
    ] {
        assert_eq!(opened(Get("x"), 201, body).unwrap(), (201, org("a")), "{body}");
    }
}

#[test]
fn what_is_inside_must_fit_too() {
    let error = opened(Get("x"), 200, r#"{"status":200,"content":{"id":1}}"#).unwrap_err();
    assert!(error.is_decode());
    // Places are those of what is inside.
    let expected = "getOrg: the answer (status 200) was not understood: `id`: expected a string, found integer at line 1 column 7";
    assert_eq!(error.to_string(), expected);
    assert_eq!(error.body(), Some(r#"{"id":1}"#));
}

#[test]
fn an_envelope_that_nobody_asked_for_is_told() {
    let unasked = |body: &str| {
        let object = call(Get("x"), 200, body, |call| call).unwrap_err();
        let list = call(Orgs, 200, body, |call| call).unwrap_err();
        // What is inside must not be taken for nothing.
        let maybe = call(Maybe, 200, body, |call| call).unwrap_err();
        [object, list, maybe].map(|error| {
            assert!(error.is_decode());
            error.to_string().contains(HINT)
        })
    };
    for body in [
        r#"{"status":200,"content":{"id":"a"}}"#,
        r#"{"content":[],"status":404}"#,
        r#"{"status":204,"content":null}"#,
    ] {
        assert_eq!(unasked(body), [true; 3], "{body}");
    }
    for body in [
        r#"{"status":200,"content":{},"x":1}"#,
        r#"{"status":200}"#,
        r#"{"status":"200","content":{}}"#,
        r#"{"status":200,"results":[]}"#,
    ] {
        let object = call(Get("x"), 200, body, |call| call).unwrap_err();
        assert!(!object.to_string().contains(HINT), "{body}");
    }
    // Where it can be decoded, it is what was asked for.
    let body = r#"{"status":200,"content":{"id":"a"}}"#;
    let any: Value = call(Raw, 200, body, |call| call).unwrap().1;
    assert_eq!(any["content"]["id"], "a");
    assert!(call(Invite("x"), 200, body, |call| call).is_ok());
}

#[test]
fn the_options_follow_the_query_of_the_operation() {
    let check = |set: fn(Call<Invite>) -> Call<Invite>, expected: &str| {
        let double = Double::script([json(200, "{}")]);
        run(set(client(&double).send(Invite("x")))).unwrap();
        assert_eq!(double.sent()[0].uri().query(), Some(expected));
    };
    check(|call| call, "username=x");
    check(Call::pretty, "username=x&pretty=true");
    check(Call::envelope, "username=x&envelope=true");
    check(|call| call.pretty().envelope().pretty(), "username=x&envelope=true&pretty=true");
    let double = Double::script([json(200, r#"{"id":"a"}"#)]);
    run(client(&double).send(Get("x")).pretty()).unwrap();
    assert_eq!(double.sent()[0].uri().query(), Some("pretty=true"));
}

#[test]
fn a_page_is_its_own_envelope_or_in_one() {
    let page = r#""links":[{"rel":"next"}],"results":[1,2],"totalCount":3"#;
    for body in [
        format!("{{{page}}}"),
        format!(r#"{{"status":200,{page}}}"#),
        format!(r#"{{"status":200,"content":{{{page}}}}}"#),
        format!(r#"{{"envelope":{{{page}}},"status":"200"}}"#),
        format!(r#"{{"status":200,"results":{{{page}}}}}"#),
    ] {
        let (status, page) = opened(Users::default(), 200, &body).unwrap();
        assert_eq!((status, page.results()), (200, &[1, 2][..]), "{body}");
        assert_eq!((page.total_count(), page.has_next()), (Some(3), Some(true)), "{body}");
    }
    let gone = r#"{"status":410,"links":[],"results":[]}"#;
    assert!(opened(Users::default(), 200, gone).unwrap_err().is_version_gone());
}
