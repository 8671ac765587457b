//! What one page of a list tells, in whatever wrapping and spelling.

use serde_json::Value as Json;

use crate::schema::List;

/// What a page tells.
pub struct Page<'a> {
    /// Its rows.
    pub rows: &'a [Json],
    /// How many rows the list has, however absurd: a list that is shorter is a part of it.
    pub total: Option<u64>,
    /// Whether it hints at others behind it.
    pub more: bool,
}

impl<'a> Page<'a> {
    /// That of a list without rows.
    pub const EMPTY: Self = Self { rows: &[], total: Some(0), more: false };

    /// The page in an answer, if there are rows in it.
    pub fn of(answer: &'a Json, list: &List) -> Option<Self> {
        Some(Self { rows: rows(answer, list.rows)?, total: total(answer, list.total), more: has_more(answer) })
    }
}

/// The rows of an answer: itself, one of the members that may hold them, or its only array.
pub fn rows<'a>(json: &'a Json, names: &[&str]) -> Option<&'a Vec<Json>> {
    let object = match json {
        Json::Array(rows) => return Some(rows),
        json => json.as_object()?,
    };
    let named = names.iter().find_map(|name| object.get(*name)?.as_array());
    let mut arrays = object.values().filter_map(Json::as_array);
    named.or_else(|| arrays.next().filter(|_| arrays.next().is_none()))
}

/// The members that tell whether other pages follow, without what spellings differ in.
const HAS_MORE: &[&str] = &["hasmore", "hasnext", "hasnextpage"];
/// The members that lead to the next page, if there is one.
const LEADS_ON: &[&str] = &["next", "nextpage", "nextcursor", "nexttoken", "nextpagetoken", "nexturl", "cursor"];
/// The members that tell how many pages there are, and which one this is.
const PAGES: &[&str] = &["pages", "totalpages", "pagecount", "lastpage"];
const PAGE: &[&str] = &["page", "currentpage", "pagenumber"];
/// The members in which answers tell of their pages, where they do not do so beside the rows.
const OF_PAGES: &[&str] = &["meta", "metadata", "pagination", "paging", "pageinfo", "links"];

/// A member's name without what spellings differ in: `nextCursor`, `next_cursor` and `_links`.
fn plain(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect()
}

/// A number as vendors write it.
fn count(json: &Json) -> Option<u64> {
    json.as_u64().or_else(|| json.as_str()?.parse().ok())
}

/// What an answer tells of its pages: beside the rows, and in an object of its own.
fn of_pages(json: &Json) -> impl Iterator<Item = (String, &Json)> {
    let beside = || json.as_object().into_iter().flatten().map(|(name, member)| (plain(name), member));
    let own = beside().filter(|(name, _)| OF_PAGES.contains(&name.as_str()));
    beside().chain(own.filter_map(|(_, own)| own.as_object()).flatten().map(|(name, member)| (plain(name), member)))
}

/// Whether an answer hints at more behind it.
pub fn has_more(json: &Json) -> bool {
    let leads_on = |json: &Json| !json.is_null() && *json != "" && *json != false;
    let is_one_of = |names: &[&str], name: &String| names.contains(&name.as_str());
    let told = |names| of_pages(json).find_map(|(name, member)| count(member).filter(|_| is_one_of(names, &name)));
    let flag = of_pages(json).find_map(|(name, member)| member.as_bool().filter(|_| is_one_of(HAS_MORE, &name)));
    flag.unwrap_or_else(|| {
        of_pages(json).any(|(name, member)| is_one_of(LEADS_ON, &name) && leads_on(member))
            || told(PAGES).is_some_and(|pages| pages > told(PAGE).unwrap_or(1).max(1))
    })
}

/// How many rows there are in all, as a page tells it in one of the vendor's members.
pub fn total(json: &Json, names: &[&str]) -> Option<u64> {
    names
        .iter()
        .find_map(|total| of_pages(json).find_map(|(name, member)| count(member).filter(|_| name == plain(total))))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn rows_are_found_in_every_wrapping_but_never_guessed() {
        assert_eq!(rows(&json!([1]), &[]).unwrap().len(), 1);
        assert_eq!(rows(&json!({"data": [1], "links": []}), &["trunks", "data"]).unwrap().len(), 1);
        assert_eq!(rows(&json!({"anything": [1], "total": 1}), &["data"]).unwrap().len(), 1);
        assert!(rows(&json!({"one": [1], "two": [2]}), &["data"]).is_none());
        assert!(rows(&json!({"detail": "no"}), &["data"]).is_none());
    }

    #[test]
    fn a_list_that_hints_at_more_is_not_whole() {
        assert!(has_more(&json!({"next": "abc"})) && has_more(&json!({"has_more": true})));
        assert!(!has_more(&json!({"next": null, "has_more": false})) && !has_more(&json!([])));
    }

    #[test]
    fn a_cursor_that_leads_nowhere_is_the_end() {
        for end in
            [json!([]), json!({"next": null}), json!({"next": ""}), json!({"next_page": false, "has_more": false})]
        {
            assert!(!has_more(&end), "{end}");
        }
        for more in [json!({"next": "/trunks?page=2"}), json!({"next_page": 2}), json!({"has_more": true})] {
            assert!(has_more(&more), "{more}");
        }
    }

    #[test]
    fn pages_are_told_of_in_every_spelling_and_place() {
        for more in [
            json!({"hasMore": true}),
            json!({"rows": [], "nextCursor": "abc"}),
            json!({"page": 1, "pages": 9}),
            json!({"pagination": {"page": "1", "totalPages": "3"}}),
            json!({"meta": {"last_page": 2}}),
            json!({"_links": {"self": "/a", "next": {"href": "/b"}}}),
        ] {
            assert!(has_more(&more), "{more}");
        }
        for end in [
            json!({"pagination": {"page": 3, "totalPages": 3, "hasNext": false}}),
            json!({"pagination": {"cursor": "abc", "has_more": false}}),
            json!({"page": 0, "pages": 1}),
            json!({"pages": [], "links": [{"next": 1}]}),
            json!({"_links": {"self": "/a", "next": null}}),
        ] {
            assert!(!has_more(&end), "{end}");
        }
        for told in [json!({"total_count": 42}), json!({"totalCount": "42"}), json!({"meta": {"TotalCount": 42}})] {
            assert_eq!(total(&told, &["total", "totalCount"]), Some(42), "{told}");
        }
        assert_eq!(total(&json!({"meta": {"count": 42}, "total": null}), &["total"]), None);
    }
}
