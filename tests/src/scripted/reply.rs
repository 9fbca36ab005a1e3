//! What a server does with one request: bytes, and what happens to the connection around them.

use std::{net::SocketAddr, time::Duration};

/// One reply. Without a last word about the connection it stays open for the next request.
#[derive(Debug, Clone)]
pub struct Reply {
    /// Status line and headers without the empty line, or nothing at all for raw bytes.
    head: Vec<u8>,
    body: Vec<u8>,
    steps: Vec<Step>,
}

#[derive(Debug, Clone)]
pub(super) enum Step {
    Send(Vec<u8>),
    /// The same bytes again and again, until the client hangs up.
    Flood(Vec<u8>),
    Wait(Duration),
    /// The connection ends with a reset.
    Reset,
    /// The connection ends as it should.
    Close,
    /// Nothing more comes, and the connection stays open.
    Hang,
    /// Bytes go to and fro between the client and another server.
    Tunnel(SocketAddr),
}

impl Reply {
    /// An answer with a content type and its length.
    pub fn typed(status: u16, content_type: &str, body: impl AsRef<[u8]>) -> Self {
        let body = body.as_ref();
        Self::status(status)
            .with("Content-Type", content_type)
            .with("Content-Length", &body.len().to_string())
            .body(body)
    }

    /// An answer in JSON with its length.
    pub fn json(status: u16, body: impl AsRef<[u8]>) -> Self {
        Self::typed(status, "application/json", body)
    }

    /// An answer without a body and without a content type.
    pub fn empty(status: u16) -> Self {
        let reply = Self::status(status);
        if status == 204 { reply } else { reply.with("Content-Length", "0") }
    }

    /// The status line alone: headers are [`with`](Self::with), and nobody announces the body.
    pub fn status(status: u16) -> Self {
        let head = format!("HTTP/1.1 {status} Scripted\r\n").into_bytes();
        Self { head, body: Vec::new(), steps: Vec::new() }
    }

    /// These bytes and no others.
    pub fn raw(bytes: impl AsRef<[u8]>) -> Self {
        Self { head: Vec::new(), body: bytes.as_ref().to_vec(), steps: Vec::new() }
    }

    /// No answer: something happens to the connection at once.
    pub fn nothing() -> Self {
        Self::raw("")
    }

    /// Adds a header. The value may be anything.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.head.extend_from_slice(format!("{name}: {value}\r\n").as_bytes());
        self
    }

    /// What follows the headers.
    pub fn body(mut self, body: impl AsRef<[u8]>) -> Self {
        self.body = body.as_ref().to_vec();
        self
    }

    /// More bytes.
    pub fn send(self, bytes: impl AsRef<[u8]>) -> Self {
        let bytes = bytes.as_ref().to_vec();
        self.then(Step::Send(bytes))
    }

    /// One byte at a time.
    pub fn drip(mut self, bytes: &str, pause: Duration) -> Self {
        for byte in bytes.bytes() {
            self = self.wait(pause).send([byte]);
        }
        self
    }

    /// The same bytes until the client hangs up.
    pub fn flood(self, bytes: impl AsRef<[u8]>) -> Self {
        let bytes = bytes.as_ref().to_vec();
        self.then(Step::Flood(bytes))
    }

    /// Says nothing for a while.
    pub fn wait(self, pause: Duration) -> Self {
        self.then(Step::Wait(pause))
    }

    /// Ends the connection with a reset.
    pub fn reset(self) -> Self {
        self.then(Step::Reset)
    }

    /// Ends the connection without having said so.
    pub fn close(self) -> Self {
        self.then(Step::Close)
    }

    /// Says nothing more, for as long as the client waits.
    pub fn hang(self) -> Self {
        self.then(Step::Hang)
    }

    /// From here on the connection leads to another server, as that of a proxy does.
    pub fn tunnel(self, to: SocketAddr) -> Self {
        self.then(Step::Tunnel(to))
    }

    /// The same after a while.
    pub fn after(self, pause: Duration) -> Self {
        let bytes = self.bytes();
        Self { head: Vec::new(), body: Vec::new(), steps: self.steps }
            .first(Step::Send(bytes))
            .first(Step::Wait(pause))
    }

    fn first(mut self, step: Step) -> Self {
        self.steps.insert(0, step);
        self
    }

    fn then(mut self, step: Step) -> Self {
        self.steps.push(step);
        self
    }

    fn bytes(&self) -> Vec<u8> {
        let end: &[u8] = if self.head.is_empty() { b"" } else { b"\r\n" };
        [&self.head, end, &self.body].concat()
    }

    pub(super) fn into_steps(self) -> Vec<Step> {
        let bytes = self.bytes();
        if bytes.is_empty() { self.steps } else { self.first(Step::Send(bytes)).steps }
    }
}
