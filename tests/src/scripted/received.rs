//! A request as it came in, for the log of a server.

use std::{fmt, io};

use super::stream::Stream;

/// Bodies and heads of requests are small here; a longer head is a mistake of the client.
const MAX_HEAD: usize = 1024 * 1024;

/// One request.
#[derive(Clone)]
pub struct Received {
    /// Its place in the log, from 0 on.
    pub number: usize,
    /// The connection that it came over, from 0 on.
    pub connection: usize,
    /// The first word of the request.
    pub method: String,
    /// What stands between method and version, byte for byte.
    pub target: String,
    /// Names in lower case, in the order of arrival.
    pub headers: Vec<(String, String)>,
    /// As many bytes as were announced.
    pub body: Vec<u8>,
}

impl Received {
    /// The first header of this name.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// Reads one request. `None` when the client has closed the connection instead.
    pub(super) fn read(stream: &mut Stream, connection: usize) -> io::Result<Option<Self>> {
        let Some(head) = stream.read_head(MAX_HEAD)? else {
            return Ok(None);
        };
        let head = String::from_utf8_lossy(&head).into_owned();
        let mut lines = head.split("\r\n");
        let mut first = lines.next().unwrap_or_default().splitn(3, ' ').map(ToOwned::to_owned);
        let header = |line: &str| {
            let (name, value) = line.split_once(':')?;
            Some((name.to_ascii_lowercase(), value.trim().to_owned()))
        };
        let mut received = Self {
            number: 0,
            connection,
            method: first.next().unwrap_or_default(),
            target: first.next().unwrap_or_default(),
            headers: lines.filter_map(header).collect(),
            body: Vec::new(),
        };
        let length = received.header("content-length").and_then(|length| length.parse().ok());
        received.body = stream.read_body(length.unwrap_or(0))?;
        Ok(Some(received))
    }
}

impl fmt::Debug for Received {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} ({} bytes)", self.method, self.target, self.body.len())
    }
}
