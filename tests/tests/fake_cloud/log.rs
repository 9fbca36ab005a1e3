//! The log: all of a request for tests, and a line without secrets for people.

use http::Request;

use crate::{cloud, raw::send};

#[tokio::test]
async fn the_log_has_every_request_as_it_came() {
    let cloud = cloud().await;
    let target = "/nowhere?a=%2B+b&c";
    let request = Request::put(target).header("X-Test", "1");
    send(&cloud, request, "text").await;
    let [logged] = &cloud.log()[..] else { panic!("one request") };
    assert_eq!((logged.method.as_str(), logged.target.as_str()), ("PUT", target));
    assert_eq!(logged.header("x-test"), Some("1"));
    assert_eq!((&logged.body[..], logged.status), (&b"text"[..], 404));
}

#[tokio::test]
async fn a_line_of_the_log_has_no_values() {
    let cloud = cloud().await;
    for (target, line) in [
        ("/nowhere", "GET /nowhere 404"),
        ("/nowhere?", "GET /nowhere 404"),
        ("/nowhere?username=a@b.c&x=%3D=1&pretty", "GET /nowhere?username&x&pretty 404"),
    ] {
        send(&cloud, Request::get(target).header("authorization", "Bearer secret"), "").await;
        assert_eq!(cloud.log().pop().unwrap().line(), line);
    }
}
