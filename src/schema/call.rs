//! The vendor's calls: methods and paths, as its reference pages list them.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::check::Format;
use super::format::no_guess;
use crate::request::{Method, Repeat};

/// What can stand in a path by itself: dots alone would lead to another path, encoded or not.
pub const SEGMENT: Format = Format {
    says: "be what the vendor calls it by: not empty, and not dots alone",
    holds: |text| !matches!(text, "" | "." | ".."),
    instead: no_guess,
    or_empty: false,
};

/// Everything RFC 3986 reserves, and all else that is not plainly part of a path segment.
const PLAIN: AsciiSet = NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// The calls of one resource.
#[derive(Clone, Copy, Debug)]
pub struct Calls {
    /// Makes an object.
    pub create: Call,
    /// Reads one object; without it, the object is looked up in the list.
    pub read: Option<Call>,
    /// Changes the attributes in the body and leaves the others alone; without it, every change means a new object.
    pub update: Option<Call>,
    /// Objects in the object, by their names, that `update` takes whole only: what is in them and is not sent is reset. A
    /// member that one of them lacks is empty, or has its documented default.
    pub whole_members: &'static [&'static str],
    /// Takes the whole object as it was read, for the attributes that `update` does not take.
    pub replace: Option<Call>,
    /// An older form that takes the whole object; tried once where the vendor does not allow `update`'s method.
    pub update_whole: Option<Call>,
    /// Ends an object.
    pub delete: Call,
    /// Lists the account's objects.
    pub list: List,
}

impl Calls {
    /// All of them.
    pub fn every(&self) -> impl Iterator<Item = &Call> {
        let some = [&self.read, &self.update, &self.replace, &self.update_whole].into_iter().flatten();
        some.chain([&self.create, &self.delete, &self.list.call])
    }
}

/// One call. `{name}` in a path stands for an attribute of the object, or else a setting of the provider.
#[derive(Clone, Copy, Debug)]
pub struct Call {
    /// The HTTP method.
    pub method: Method,
    /// The paths in order of preference; the first whose names are all known is taken.
    pub paths: &'static [&'static str],
    /// Whether the body names the object too.
    pub names_object: bool,
    /// The member of the body that holds the attributes, where they are not the body itself.
    pub within: Option<&'static str>,
    /// How lists stand in the body, where they are not plain.
    pub lists: Option<Lists>,
    /// Whether success has no content.
    pub is_silent: bool,
    /// Whether it is sent once, as creates are: sent again, it might meet another object than the first time.
    pub once: bool,
}

/// Lists in the body of an update: an object that says what is done with the list.
#[derive(Clone, Copy, Debug)]
pub struct Lists {
    /// The member that holds all elements.
    pub set: &'static str,
    /// The member that is `true` where the list is emptied.
    pub clear: &'static str,
}

/// A call that lists objects.
#[derive(Clone, Copy, Debug)]
pub struct List {
    /// The call.
    pub call: Call,
    /// Members that may hold the rows, where the answer is an object instead of an array.
    pub rows: &'static [&'static str],
    /// Members that may hold the number of all rows.
    pub total: &'static [&'static str],
    /// How further pages are asked for.
    pub paging: Paging,
    /// Whether a row shows as much as a read of the object.
    pub whole_rows: bool,
}

/// How a list is cut into pages.
#[derive(Clone, Copy, Debug)]
pub enum Paging {
    /// One answer holds all.
    Whole,
    /// Query parameters skip rows already seen and limit the rows of a page.
    Skip {
        /// The parameter with the rows to skip.
        skip: &'static str,
        /// The parameter with the rows to answer.
        count: &'static str,
        /// The rows to ask for.
        size: usize,
    },
    /// Pages are counted from 1.
    Numbered {
        /// The parameter with the page.
        page: &'static str,
        /// The parameter with the rows of a page, and how many to ask for. Without it the first page is asked for
        /// plainly, and another one only where the answer says `has_more`.
        size: Option<(&'static str, usize)>,
    },
    /// The body names the last row of the page before, by its id in this member; behind the last page nothing new comes.
    After(&'static str),
}

/// `GET`.
pub const fn get(paths: &'static [&'static str]) -> Call {
    Call::new(Method::Get, paths)
}

/// `POST`.
pub const fn post(paths: &'static [&'static str]) -> Call {
    Call::new(Method::Post, paths)
}

/// `PUT`.
pub const fn put(paths: &'static [&'static str]) -> Call {
    Call::new(Method::Put, paths)
}

/// `PATCH`.
pub const fn patch(paths: &'static [&'static str]) -> Call {
    Call::new(Method::Patch, paths)
}

/// `DELETE`.
pub const fn delete(paths: &'static [&'static str]) -> Call {
    Call::new(Method::Delete, paths)
}

/// The name that a path needs and nobody has given.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Missing(pub &'static str);

impl Call {
    const fn new(method: Method, paths: &'static [&'static str]) -> Self {
        Self { method, paths, names_object: false, within: None, lists: None, is_silent: false, once: false }
    }

    /// A call whose body names the object by its id.
    pub const fn naming_object(mut self) -> Self {
        self.names_object = true;
        self
    }

    /// A call whose body holds the attributes in this member.
    pub const fn within(mut self, member: &'static str) -> Self {
        self.within = Some(member);
        self
    }

    /// A call that says of a list what is done with it.
    pub const fn lists(mut self, set: &'static str, clear: &'static str) -> Self {
        self.lists = Some(Lists { set, clear });
        self
    }

    /// A call whose success has no content.
    pub const fn silent(mut self) -> Self {
        self.is_silent = true;
        self
    }

    /// A call that is not sent again before somebody has looked.
    pub const fn once(mut self) -> Self {
        self.once = true;
        self
    }

    /// Whether a call that changes or ends an object may be sent again.
    pub fn repeat(&self) -> Repeat {
        if self.once { Repeat::Never } else { Repeat::Idempotent }
    }

    /// The method, and the path as it is declared.
    pub fn line(&self) -> String {
        format!("{} {}", self.method, self.paths[0])
    }

    /// The names in a path.
    pub fn names_in(path: &str) -> impl Iterator<Item = &str> {
        path.split('{').skip(1).filter_map(|part| part.split('}').next())
    }

    /// The first path that `lookup` can fill, its values percent-encoded; else the name that the first one lacks.
    pub fn path(&self, lookup: impl Fn(&str) -> Option<String>) -> Result<String, Missing> {
        let mut missing = None;
        for path in self.paths {
            match fill(path, &lookup) {
                Ok(path) => return Ok(path),
                Err(name) => missing = missing.or(Some(name)),
            }
        }
        Err(missing.unwrap_or(Missing("path")))
    }

    /// Every path that `lookup` can fill, as it is declared and filled, in order of preference; never none.
    pub fn every_path(
        &self,
        lookup: impl Fn(&str) -> Option<String> + Copy,
    ) -> Result<Vec<(&'static str, String)>, Missing> {
        let filled: Vec<_> = self.paths.iter().filter_map(|path| Some((*path, fill(path, lookup).ok()?))).collect();
        if filled.is_empty() { Err(self.path(lookup).err().unwrap_or(Missing("path"))) } else { Ok(filled) }
    }
}

fn fill(path: &'static str, lookup: impl Fn(&str) -> Option<String>) -> Result<String, Missing> {
    let mut filled = String::new();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        let value = lookup(name).filter(|value| (SEGMENT.holds)(value)).ok_or(Missing(name))?;
        filled += before;
        filled.extend(utf8_percent_encode(&value, &PLAIN));
        rest = after;
    }
    Ok(filled + rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    const READ: Call = get(&["/p/{property}/t/{id}", "/a/{account}/t/{id}"]);

    #[test]
    fn the_first_path_that_can_be_filled_is_taken_and_encoded() {
        let known = |name: &str| (name != "property").then(|| format!("{name}/1 é"));
        assert_eq!(READ.path(known).unwrap(), "/a/account%2F1%20%C3%A9/t/id%2F1%20%C3%A9");
        assert_eq!(READ.path(|name| Some(name.into())).unwrap(), "/p/property/t/id");
    }

    #[test]
    fn what_is_missing_is_named_after_the_preferred_path() {
        assert_eq!(READ.path(|_| None), Err(Missing("property")));
        assert_eq!(READ.path(|name| (name == "property").then(|| "p".into())), Err(Missing("id")));
        for no_segment in ["", ".", ".."] {
            assert_eq!(READ.path(|_| Some(no_segment.into())), Err(Missing("property")));
        }
    }
}
