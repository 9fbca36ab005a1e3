//! A cloud that gives tokens, asks for HTTP Digest where there is none, and repeats the address that
//! it was sent: over HTTP/1.1 with and without TLS, over HTTP/2, and behind a proxy.

use std::sync::Arc;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use rustls::{
    ServerConfig,
    pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer},
};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, copy_bidirectional},
    net::{TcpListener, TcpStream},
};
use tokio_rustls::TlsAcceptor;

use super::{ADDRESS, TOKEN};

const AUTHORITY: &[u8] = include_bytes!("../../src/transport/tests/authority.der");
const SERVER: &[u8] = include_bytes!("../../src/transport/tests/server.der");
const KEY: &[u8] = include_bytes!("../../src/transport/tests/server.key.der");

pub(crate) struct Cloud {
    pub(crate) plain: String,
    pub(crate) secure: String,
    pub(crate) secure_h2: String,
    /// Opens tunnels to anything.
    pub(crate) proxy: String,
}

pub(crate) fn authority() -> String {
    let text = STANDARD.encode(AUTHORITY);
    format!("-----BEGIN CERTIFICATE-----\n{text}\n-----END CERTIFICATE-----\n")
}

pub(crate) async fn start() -> Cloud {
    let plain = listen(|stream| async move { speak_http1(stream).await }).await;
    let http1 = acceptor(&[b"http/1.1"]);
    let secure = listen(move |stream| {
        let acceptor = http1.clone();
        async move { speak_http1(acceptor.accept(stream).await.ok()?).await }
    });
    let both = acceptor(&[b"h2", b"http/1.1"]);
    let secure_h2 = listen(move |stream| {
        let acceptor = both.clone();
        async move {
            let stream = acceptor.accept(stream).await.ok()?;
            if stream.get_ref().1.alpn_protocol() == Some(b"h2") {
                speak_http2(stream).await
            } else {
                speak_http1(stream).await
            }
        }
    });
    Cloud {
        plain: format!("http://127.0.0.1:{plain}"),
        secure: format!("https://localhost:{}", secure.await),
        secure_h2: format!("https://localhost:{}", secure_h2.await),
        proxy: format!("http://127.0.0.1:{}", listen(tunnel).await),
    }
}

fn acceptor(protocols: &[&[u8]]) -> TlsAcceptor {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![CertificateDer::from(SERVER)],
            PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(KEY)),
        )
        .unwrap();
    config.alpn_protocols = protocols.iter().map(|protocol| protocol.to_vec()).collect();
    TlsAcceptor::from(Arc::new(config))
}

/// Gives each connection to a task; nobody asks how it ended.
async fn listen<F>(serve: impl Fn(TcpStream) -> F + Send + 'static) -> u16
where
    F: Future<Output = Option<()>> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream));
        }
    });
    port
}

/// Status, a header and a body for a path and what it was authorized with.
fn answer(path: &str, authorization: &str) -> (u16, (&'static str, &'static str), String) {
    let json = ("content-type", "application/json");
    if path.ends_with("/oauth/token") {
        let token =
            format!(r#"{{"access_token":"{TOKEN}","token_type":"Bearer","expires_in":3600}}"#);
        (200, json, token)
    } else if authorization.is_empty() {
        let challenge = r#"Digest realm="planted", nonce="n0nce", algorithm=MD5, qop="auth""#;
        (401, ("www-authenticate", challenge), String::new())
    } else {
        (200, json, format!(r#"{{"username":"{ADDRESS}"}}"#))
    }
}

async fn head(stream: &mut (impl AsyncRead + Unpin)) -> Option<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok()?);
    }
    Some(String::from_utf8(head).unwrap())
}

fn field<'a>(head: &'a str, name: &str) -> &'a str {
    let mut fields = head.lines().filter_map(|line| line.split_once(": "));
    fields.find(|(known, _)| known.eq_ignore_ascii_case(name)).map_or("", |(_, value)| value)
}

async fn speak_http1(mut stream: impl AsyncRead + AsyncWrite + Unpin) -> Option<()> {
    loop {
        let head = head(&mut stream).await?;
        let length = field(&head, "content-length").parse().unwrap_or(0);
        stream.read_exact(&mut vec![0; length]).await.ok()?;
        let path = head.split([' ', '?']).nth(1)?;
        let (status, (name, value), body) = answer(path, field(&head, "authorization"));
        let length = body.len();
        let answer = format!(
            "HTTP/1.1 {status} X\r\n{name}: {value}\r\ncontent-length: {length}\r\n\r\n{body}"
        );
        stream.write_all(answer.as_bytes()).await.ok()?;
        stream.flush().await.ok()?;
    }
}

async fn speak_http2(stream: impl AsyncRead + AsyncWrite + Unpin) -> Option<()> {
    let mut connection = h2::server::handshake(stream).await.ok()?;
    while let Some(Ok((request, mut respond))) = connection.accept().await {
        let authorization = request.headers().get("authorization");
        let authorization = authorization.map_or("", |value| value.to_str().unwrap());
        let (status, (name, value), body) = answer(request.uri().path(), authorization);
        let head = http::Response::builder().status(status).header(name, value).body(()).unwrap();
        let mut stream = respond.send_response(head, false).ok()?;
        stream.send_data(Bytes::from(body), true).ok()?;
    }
    Some(())
}

async fn tunnel(mut stream: TcpStream) -> Option<()> {
    let head = head(&mut stream).await?;
    assert!(!field(&head, "proxy-authorization").is_empty());
    let mut server = TcpStream::connect(head.split(' ').nth(1)?).await.ok()?;
    stream.write_all(b"HTTP/1.1 200 Connected\r\n\r\n").await.ok()?;
    copy_bidirectional(&mut stream, &mut server).await.ok()?;
    Some(())
}
