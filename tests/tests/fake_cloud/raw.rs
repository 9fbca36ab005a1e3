//! Requests as no client of ours makes them.

use bytes::Bytes;
use http::{HeaderMap, Request, request::Builder};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tests::fake_cloud::FakeCloud;
use tokio::net::TcpStream;

/// Status, headers and body of an answer.
#[derive(Debug)]
pub(crate) struct Raw {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Raw {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers[name].to_str().unwrap()
    }
}

/// Sends one request over a connection of its own.
pub(crate) async fn send(cloud: &FakeCloud, request: Builder, body: impl Into<Bytes>) -> Raw {
    let address = cloud.address();
    let host = address.strip_prefix("http://").unwrap();
    let stream = TcpStream::connect(host).await.unwrap();
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    let request = request.header("host", host).body(Full::new(body.into())).unwrap();
    let (parts, body) = sender.send_request(request).await.unwrap().into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    Raw { status: parts.status.as_u16(), headers: parts.headers, body }
}

/// A token of the cloud, to get past authentication without a client.
pub(crate) async fn token(cloud: &FakeCloud) -> String {
    let request = Request::post("/api/oauth/token")
        .header("content-type", "application/x-www-form-urlencoded")
        .header("authorization", BASIC);
    let answer = send(cloud, request, "grant_type=client_credentials").await;
    answer.json()["access_token"].as_str().unwrap().to_owned()
}

/// A call with everything as it must be: a token, and JSON of the newest version.
pub(crate) async fn ask(cloud: &FakeCloud, method: &str, target: &str, body: &str) -> Raw {
    let request = Request::builder()
        .method(method)
        .uri(target)
        .header("authorization", format!("Bearer {}", token(cloud).await))
        .header("accept", crate::V2)
        .header("content-type", "application/json");
    send(cloud, request, body.to_owned()).await
}

/// Id and secret of the default service account, the secret written as in a form.
pub(crate) const BASIC: &str = "Basic bWRiX3NhX2lkXzEyMzQ1Njc4OTBhYmNkZWYxMjM0NTY3ODptZGJfc2Ffc2tfYS1zZWNyZXRfb2Z+NDAuY2hhcmFjdGVycyUyQmFuZCUyRm1vcmU=";
