//! A page of a long list, and the requests that are answered with one.

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, MapAccess},
};
use serde_json::{Value, value::RawValue};

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

#[cfg(feature = "testing")]
#[cfg_attr(docsrs, doc(cfg(feature = "testing")))]
impl<T> Page<T> {
    /// Makes the only page of a list for a test: its count is that of the results, and its links name
    /// no next one.
    ///
    /// ```
    /// let page = runtime::Page::new(["jane", "joe"]);
    /// assert_eq!((page.total_count(), page.has_next()), (Some(2), Some(false)));
    /// ```
    #[must_use]
    pub fn new(results: impl IntoIterator<Item = T>) -> Self {
        let results: Vec<T> = results.into_iter().collect();
        let total_count = u64::try_from(results.len()).ok();
        Self { results, total_count, has_next: Some(false) }
    }
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
    /// for none or the server gives no number that could be one.
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
            0 => self.has_next = has_next(&from.next_value()?),
            1 => self.results = record::list(from)?,
            _ => self.total_count = count(&from.next_value()?),
        }
        Ok(())
    }
}

/// Whether the links of a page name a next one. What is no list of links is none: results that have
/// come are not lost for it.
fn has_next(links: &Value) -> Option<bool> {
    let is_next = |link: &Value| {
        link.get("rel").and_then(Value::as_str).is_some_and(|rel| rel.eq_ignore_ascii_case("next"))
    };
    let links = links.as_array().filter(|links| !links.is_empty())?;
    Some(links.iter().any(is_next))
}

/// A total count in any form that it may be written in; -1 and the like say that nobody has counted.
fn count(written: &Value) -> Option<u64> {
    match written {
        Value::String(digits) => digits.parse().ok(),
        Value::Number(number) => {
            let number = number.to_string();
            number.strip_suffix(".0").unwrap_or(&number).parse().ok()
        }
        _ => None,
    }
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
        check(&links(r#"[{"rel":"Next"}]"#), Ok((&[1], None, Some(true))));
    }

    #[test]
    fn links_that_are_none_are_no_links() {
        for links in [r#"{"next":{"href":"x"}}"#, r#""next""#, "7", "false", "null"] {
            check(&format!(r#"{{"links":{links},"results":[1]}}"#), Ok((&[1], None, None)));
        }
        for links in [r#"["next"]"#, "[null]", r#"[{"rel":1}]"#, r#"[{"rel":["next"]}]"#] {
            check(&format!(r#"{{"links":{links},"results":[1]}}"#), Ok((&[1], None, Some(false))));
        }
    }

    #[test]
    fn a_total_count_that_is_none_is_absent() {
        let page = |total: &str| format!(r#"{{"results":[1],"totalCount":{total}}}"#);
        for (total, expected) in
            [("0", 0), ("7.0", 7), ("7e2", 700), (r#""7""#, 7), ("18446744073709551615", u64::MAX)]
        {
            check(&page(total), Ok((&[1], Some(expected), None)));
        }
        for total in ["-1", "7.5", "-0.0", "1e300", "18446744073709551616", r#""""#, r#""many""#] {
            check(&page(total), Ok((&[1], None, None)));
        }
        for total in ["null", "true", "[7]", r#"{"value":7}"#] {
            check(&page(total), Ok((&[1], None, None)));
        }
        check(&page("1."), Err("`totalCount`: it is not JSON at line 1 column 31"));
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
    }
}
