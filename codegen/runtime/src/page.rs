//! A page of a long list, and the requests that are answered with one.

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, MapAccess},
};
use serde_json::value::RawValue;

use crate::{Answer, Record, Request, decode, record};

/// One page of a long list: its results, and what the server says of the others.
///
/// `client.send(request)` brings one page; `client.items(request)` goes through all of them.
///
/// ```
/// use runtime::{Answer, Page};
///
/// let page = Page::<String>::decode(
///     br#"{
///         "links": [{ "rel": "next", "href": "https://cloud.example.com/users?pageNum=2" }],
///         "results": ["jane", "joe"],
///         "totalCount": 5
///     }"#,
/// )?;
/// assert_eq!(page.results(), ["jane", "joe"]);
/// assert_eq!((page.total_count(), page.has_next()), (Some(5), Some(true)));
/// # Ok::<(), runtime::DecodeError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Page<T> {
    results: Vec<T>,
    total_count: Option<u64>,
    has_next: Option<bool>,
}

impl<T> Page<T> {
    /// What is on this page, in the order of the server.
    pub fn results(&self) -> &[T] {
        &self.results
    }

    /// What is on this page, taken out.
    pub fn into_results(self) -> Vec<T> {
        self.results
    }

    /// How many results all pages have together. It is an estimate, and absent if the request asks
    /// for none.
    pub fn total_count(&self) -> Option<u64> {
        self.total_count
    }

    /// Whether the page's links name a next page; `None` if the page has no links at all.
    pub fn has_next(&self) -> Option<bool> {
        self.has_next
    }
}

impl<T: DeserializeOwned> Record for Page<T> {
    const FIELDS: &'static [&'static str] = &["links", "results", "totalCount"];
    const REQUIRED: &'static [&'static str] = &["results"];

    fn blank() -> Self {
        Self { results: Vec::new(), total_count: None, has_next: None }
    }

    fn read<'de, A: MapAccess<'de>>(&mut self, field: usize, from: &mut A) -> Result<(), A::Error> {
        match field {
            0 => {
                let links = record::list::<Link, A>(from)?;
                let next = links.iter().any(|link| link.rel.as_deref() == Some("next"));
                self.has_next = (!links.is_empty()).then_some(next);
            }
            1 => self.results = record::list(from)?,
            _ => self.total_count = from.next_value()?,
        }
        Ok(())
    }
}

#[derive(Deserialize)]
struct Link {
    rel: Option<String>,
}

/// The results in the body of a page, as they are written there.
pub(crate) fn written_results(body: &[u8]) -> Option<&[u8]> {
    #[derive(Deserialize)]
    struct Written<'a> {
        #[serde(borrow)]
        results: &'a RawValue,
    }

    let text = decode::json_text(body).ok()?;
    let page: Written<'_> = serde_json::from_str(text).ok()?;
    Some(page.results.get().as_bytes())
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Page<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        record::deserialize(deserializer)
    }
}

impl<T: DeserializeOwned + Send + 'static> Answer for Page<T> {
    const IS_PAGE: bool = true;
}

/// A request that is answered with a [`Page`], and can ask for any of them.
///
/// [`Client::send`](crate::Client::send) brings the page that it asks for. Generated clients
/// implement it for each list in pages; for another one, write it by hand:
///
/// ```
/// use runtime::{Encoder, Method, Operation, Page, PagedRequest, Request};
/// # use runtime::{Surface, SurfaceInfo};
/// # enum OpsManager {}
/// # impl Surface for OpsManager {
/// #     const INFO: SurfaceInfo = SurfaceInfo {
/// #         client: "", id: "", name: "", path: "/api/public/v1.0", self_hosted: true, codes: &[],
/// #         environment: runtime::Environment::NONE,
/// #     };
/// # }
///
/// #[derive(Clone, Default)]
/// struct ListOrgs {
///     page_num: Option<i64>,
///     items_per_page: Option<i64>,
/// }
///
/// impl Request for ListOrgs {
///     type Surface = OpsManager;
///     type Answer = Page<serde_json::Value>;
///     const OPERATION: Operation = Operation {
///         id: "listOrgs",
///         method: Method::Get,
///         path: "/orgs",
///         media: "application/json",
///         idempotent: true,
///         instead: None,
///     };
///
///     fn encode(&self, to: &mut Encoder) {
///         to.query("pageNum", self.page_num);
///         to.query("itemsPerPage", self.items_per_page);
///     }
/// }
///
/// impl PagedRequest for ListOrgs {
///     type Item = serde_json::Value;
///
///     fn first_page(&self) -> Option<i64> {
///         self.page_num
///     }
///
///     fn page_size(&self) -> Option<i64> {
///         self.items_per_page
///     }
///
///     fn set_page(&mut self, page: i64) {
///         self.page_num = Some(page);
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not answered with pages",
    label = "this request has one answer",
    note = "send it with `client.send(…)`; only lists that are answered with a `Page` have `pages` and `items`"
)]
pub trait PagedRequest: Request<Answer = Page<<Self as PagedRequest>::Item>> {
    /// What the list is of.
    type Item: DeserializeOwned + Send + 'static;

    /// The page that it asks for, counted from 1; `None` asks for the first one.
    fn first_page(&self) -> Option<i64>;

    /// How many results it asks for on a page; `None` leaves it to the API, which gives 100.
    fn page_size(&self) -> Option<i64>;

    /// Asks for this page from now on.
    fn set_page(&mut self, page: i64);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Results, total count, and whether there is a next page.
    type Parts<'a> = (&'a [u8], Option<u64>, Option<bool>);

    fn check(body: &str, expected: Result<Parts<'_>, &str>) {
        let got = Page::<u8>::decode(body.as_bytes());
        match (got, expected) {
            (Ok(page), Ok((results, total, next))) => {
                assert_eq!(page.results(), results, "{body}");
                assert_eq!((page.total_count(), page.has_next()), (total, next), "{body}");
                assert_eq!(page.into_results(), results);
            }
            (got, expected) => {
                let problem = got.map(|_| ()).map_err(|error| error.to_string());
                assert_eq!(problem, expected.map(|_| ()).map_err(ToOwned::to_owned), "{body}");
            }
        }
    }

    #[test]
    fn a_page_has_results_and_perhaps_more() {
        check(r#"{"links":[],"results":[1,2],"totalCount":7}"#, Ok((&[1, 2], Some(7), None)));
        check(r#"{"results":[]}"#, Ok((&[], None, None)));
        check(r#"{"results":null,"totalCount":null,"links":null,"new":{}}"#, Ok((&[], None, None)));
    }

    #[test]
    fn links_say_whether_there_is_a_next_page() {
        let links = |links: &str| format!(r#"{{"results":[1],"links":{links}}}"#);
        let last = r#"[{"rel":"self","href":"x"},{"href":"next"},{"rel":"previous"}]"#;
        check(&links(last), Ok((&[1], None, Some(false))));
        check(&links(r#"[{"rel":null},{"href":"x","rel":"next"}]"#), Ok((&[1], None, Some(true))));
        check(&links(r#"[{"rel":"https://example.com/next"}]"#), Ok((&[1], None, Some(false))));
    }

    #[test]
    fn the_results_of_a_page_are_found_as_they_are_written() {
        let check = |body: &str, expected: Option<&str>| {
            assert_eq!(written_results(body.as_bytes()), expected.map(str::as_bytes), "{body}");
        };
        check(r#"{"links":[{"rel":"self"}],"results": [1, 2] ,"totalCount":2}"#, Some("[1, 2]"));
        check("\u{feff} {\"results\":[\"\\u00e9\"]}", Some("[\"\\u00e9\"]"));
        check(r#"{"result\u0073":null,"x":1,"x":2}"#, Some("null"));
        check("[]", None);
    }

    #[test]
    fn what_is_no_page_is_refused() {
        check("[]", Err("expected an object, found sequence at line 1 column 0"));
        check(r#"{"totalCount":0}"#, Err("missing field `results` at line 1 column 16"));
        check(
            r#"{"results":[1,"s3cr3t"]}"#,
            Err("`results[1]`: expected u8, found string at line 1 column 22"),
        );
        check(
            r#"{"results":[],"totalCount":-1}"#,
            Err("`totalCount`: expected u64 at line 1 column 29"),
        );
    }
}
