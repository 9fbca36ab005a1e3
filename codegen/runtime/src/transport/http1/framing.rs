//! Where the body of an answer ends: RFC 9112, section 6.3.

use http::{HeaderMap, StatusCode, header};

use super::{
    connection::Connection,
    head::{Head, malformed},
};
use crate::transport::{TransportError, body::Body};

/// A line before a chunk has a number and, at most, something that nobody reads; what follows the
/// last chunk is not read either.
const LONGEST_LINE: usize = 4 * 1024;
const LONGEST_TRAILERS: usize = 16 * 1024;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Framing {
    Length(u64),
    Chunks,
    UntilClose,
    /// It says two different things, or nothing that can be understood.
    Unclear,
}

impl Framing {
    pub(super) fn of(head: &Head) -> Self {
        let has_none = head.status.is_informational()
            || matches!(head.status, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED);
        if has_none {
            Self::Length(0)
        } else if head.headers.contains_key(header::TRANSFER_ENCODING) {
            // A length beside it does not count.
            if is_chunked(&head.headers) { Self::Chunks } else { Self::UntilClose }
        } else if head.headers.contains_key(header::CONTENT_LENGTH) {
            length(&head.headers).map_or(Self::Unclear, Self::Length)
        } else {
            Self::UntilClose
        }
    }

    pub(super) fn announced(self) -> Option<u64> {
        match self {
            Self::Length(length) => Some(length),
            _ => None,
        }
    }

    /// Reads the body, and says whether the connection is where the next answer begins.
    pub(super) fn read(
        self,
        connection: &mut Connection,
        to: &mut Body,
    ) -> Result<bool, TransportError> {
        match self {
            Self::Length(length) => piece(connection, length, to),
            Self::Chunks => chunks(connection, to),
            Self::UntilClose => until_close(connection, to),
            Self::Unclear => Err(malformed("the answer does not say how long it is")),
        }
    }
}

/// Whether chunks are the last thing that was done to the body.
fn is_chunked(headers: &HeaderMap) -> bool {
    let last = headers.get_all(header::TRANSFER_ENCODING).iter().next_back();
    last.and_then(|list| list.to_str().ok()?.rsplit(',').next())
        .is_some_and(|coding| coding.trim().eq_ignore_ascii_case("chunked"))
}

/// The length, if all that is said of it is the same.
fn length(headers: &HeaderMap) -> Option<u64> {
    let mut length = None;
    for list in headers.get_all(header::CONTENT_LENGTH) {
        for number in list.to_str().ok()?.split(',').map(str::trim) {
            // `parse` would take a sign.
            let is_number = number.bytes().all(|byte| byte.is_ascii_digit());
            let number = number.parse().ok().filter(|_| is_number)?;
            if length.is_some_and(|length| length != number) {
                return None;
            }
            length = Some(number);
        }
    }
    length
}

/// Reads so many bytes, unless fewer are wanted.
fn piece(
    connection: &mut Connection,
    mut left: u64,
    to: &mut Body,
) -> Result<bool, TransportError> {
    while left > 0 {
        let unused = connection.unused();
        if unused.is_empty() {
            connection.fill()?;
            continue;
        }
        let most = usize::try_from(left).unwrap_or(usize::MAX);
        let bytes = unused.get(..most).unwrap_or(unused);
        let wants_more = to.push(bytes)?;
        let count = bytes.len();
        connection.consume(count);
        left = left.saturating_sub(u64::try_from(count).unwrap_or(u64::MAX));
        if !wants_more {
            return Ok(false);
        }
    }
    Ok(true)
}

fn until_close(connection: &mut Connection, to: &mut Body) -> Result<bool, TransportError> {
    loop {
        let count = connection.unused().len();
        if !to.push(connection.unused())? {
            return Ok(false);
        }
        connection.consume(count);
        if !connection.fill_or_end()? {
            return Ok(false);
        }
    }
}

fn chunks(connection: &mut Connection, to: &mut Body) -> Result<bool, TransportError> {
    loop {
        let length = line(connection, LONGEST_LINE, chunk_length)??;
        if length == 0 {
            return trailers(connection);
        }
        if !piece(connection, length, to)? {
            return Ok(false);
        }
        let ends = line(connection, LONGEST_LINE, |line| line == b"\r\n")?;
        if !ends {
            return Err(malformed("a chunk of the answer does not end where it should"));
        }
    }
}

fn chunk_length(line: &[u8]) -> Result<u64, TransportError> {
    // httparse takes no digits at all for zero, which would end a body early.
    let has_number = line.first().is_some_and(u8::is_ascii_hexdigit);
    match httparse::parse_chunk_size(line) {
        Ok(httparse::Status::Complete((_, length))) if has_number => Ok(length),
        _ => Err(malformed("a chunk of the answer does not say how long it is")),
    }
}

/// Passes over what may follow the last chunk, up to the empty line.
fn trailers(connection: &mut Connection) -> Result<bool, TransportError> {
    let mut left = LONGEST_TRAILERS;
    loop {
        let length = line(connection, left, <[u8]>::len)?;
        if length <= 2 {
            return Ok(true);
        }
        left = left.saturating_sub(length);
    }
}

/// Reads a line with its end.
fn line<T>(
    connection: &mut Connection,
    longest: usize,
    read: impl FnOnce(&[u8]) -> T,
) -> Result<T, TransportError> {
    loop {
        let unused = connection.unused();
        let end = unused.iter().position(|byte| *byte == b'\n').map(|end| end + 1);
        if end.unwrap_or(unused.len()) > longest {
            return Err(malformed("a line of the answer is too long"));
        }
        match end.and_then(|end| unused.get(..end)) {
            Some(line) => {
                let (value, count) = (read(line), line.len());
                connection.consume(count);
                return Ok(value);
            }
            None => connection.fill()?,
        }
    }
}
