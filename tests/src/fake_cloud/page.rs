//! Pages: a part of a long list, with links to what is beside it.

use serde_json::{Value, json};

use super::{act::Call, store::Item};

/// How many a page holds if neither the caller nor the spec says it.
const SIZE: usize = 100;

/// The page of a list that a call asks for.
pub(super) fn of(call: &Call<'_>, items: &[&Item], show: impl Fn(&Item) -> Item) -> Item {
    let size = number(call, "itemsPerPage").unwrap_or(SIZE);
    let page = number(call, "pageNum").unwrap_or(1);
    let start = page.saturating_sub(1).saturating_mul(size);
    let results = items.iter().skip(start).take(size).map(|item| Value::Object(show(item)));
    let mut made = Item::new();
    made.insert("results".to_owned(), results.collect());

    let link = |rel: &str, page: usize| json!({ "rel": rel, "href": at(&call.url, page) });
    let mut links = vec![link("self", page)];
    if page > 1 {
        links.push(link("previous", page - 1));
    }
    if start.saturating_add(size) < items.len() {
        links.push(link("next", page + 1));
    }
    made.insert("links".to_owned(), json!(links));

    if call.asked("includeCount").next() != Some(&json!(false)) {
        made.insert("totalCount".to_owned(), json!(items.len()));
    }
    made
}

/// A whole number of the query, or what it is when it is left out.
fn number(call: &Call<'_>, name: &str) -> Option<usize> {
    let asked = call.asked(name).next().and_then(Value::as_u64);
    let asked = asked.and_then(|asked| usize::try_from(asked).ok());
    let mut fields = call.route.operation.query.iter().filter(|field| field.wire == name);
    asked.or_else(|| fields.find_map(|field| field.default.as_ref()?.parse().ok()))
}

/// The address of another page of the same list.
fn at(url: &str, page: usize) -> String {
    let (path, query) = url.split_once('?').unwrap_or((url, ""));
    let same = query.split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("pageNum="));
    let query: Vec<_> = same.map(str::to_owned).chain([format!("pageNum={page}")]).collect();
    format!("{path}?{}", query.join("&"))
}
