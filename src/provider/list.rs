//! The story of a list: the objects of an account, page by page, for whoever wants to know them.

use std::collections::{BTreeSet, VecDeque};

use futures_util::future::join_all;
use serde_json::Value as Json;

use super::import::located;
use super::report::Trouble;
use super::settle::settle_address;
use super::talk::{Cursor, Managed, Seen, Shown};
use crate::diagnostic::Diagnostics;
use crate::engine::{self, decode, validate_table};
use crate::schema::format::glob::Glob;
use crate::schema::{Attribute, ListResource, Place, Resource, Verdict};
use crate::value::{Object, Value};

/// How many objects are read at a time, where a row of the list does not show all of one.
const AT_A_TIME: usize = 8;

/// What is wrong with what a list is asked for.
pub fn validate(list: &ListResource, config: &Object) -> Diagnostics {
    validate_table(&list.attributes, config)
}

/// What to list.
pub struct Wanted {
    /// What the objects are to be like.
    pub filters: Filters,
    /// Whether their states are to hold all that the vendor shows.
    pub whole: bool,
    /// How many of them.
    pub limit: Option<usize>,
}

impl Wanted {
    fn cursor(&self) -> Cursor {
        if self.limit.is_none() { Cursor::of_all() } else { Cursor::default() }
    }
}

/// What the objects of a list are to be like.
#[derive(Default)]
pub struct Filters {
    /// The name of each.
    pub name: Option<Glob>,
    /// A name, description or id of each is like one of these, unless there are none.
    pub any: Vec<Glob>,
}

/// What a list has.
pub enum Found {
    /// An object.
    Object {
        /// What people know it by.
        title: String,
        /// Its state: all of it, or as much as a row shows.
        state: Object,
    },
    /// A row that is no object of the resource: what people know it by.
    Foreign(String),
    /// An object that the vendor lets nobody change or delete.
    Untouchable {
        /// What people know it by.
        title: String,
        /// Its state, as of any other object.
        state: Object,
        /// Why, in whole sentences.
        why: String,
    },
}

/// A list that is being read. Nothing is asked for before it is wanted, but pages where all of them are.
pub struct Listing {
    managed: Managed,
    /// For a list in each object of another resource: the place of its id, and the others.
    parent: Option<(&'static str, Managed)>,
    /// Whether the places are those of the other resource's objects, any of which may be gone by now.
    of_parents: bool,
    wanted: Wanted,
    /// The places whose lists are still to be read; the first one's is.
    places: VecDeque<Object>,
    cursor: Cursor,
    rows: VecDeque<Json>,
    ready: VecDeque<Found>,
    /// Members that neither rows nor reads show.
    left_out: BTreeSet<&'static str>,
    ended: bool,
    /// What there is to say beside what the list has.
    said: Diagnostics,
}

impl Listing {
    /// The list of what is at the address that a configuration gives.
    pub fn new(managed: Managed, parent: Option<(&'static str, Managed)>, config: &Object, wanted: Wanted) -> Self {
        let resource = managed.resource;
        let addresses = resource.attributes.iter().filter(|attribute| attribute.place == Place::Address);
        let given = |address: &Attribute| Some((address.name, config.get(address.name).as_str()?));
        let place = located(resource, addresses.filter_map(given));
        let parent = parent.filter(|(address, _)| place.get(address).is_null());
        Self {
            managed,
            of_parents: parent.is_some(),
            parent,
            cursor: wanted.cursor(),
            wanted,
            places: [place].into(),
            rows: VecDeque::new(),
            ready: VecDeque::new(),
            left_out: BTreeSet::new(),
            ended: false,
            said: Diagnostics::default(),
        }
    }

    /// The next object; `None` behind the last. An error is the end too.
    pub async fn next(&mut self) -> Option<Result<Found, Diagnostics>> {
        let account = self.managed.account.clone();
        let operation = account.api.operation();
        let found = self.found().await;
        // Who has as many as were wanted does not ask again.
        if self.ended || (self.wanted.limit == Some(0) && self.ready.is_empty()) {
            self.said.extend(account.waited(operation));
        }
        found
    }

    /// What there is to say beside what the list has: at its end, how long it has waited.
    pub fn said(&mut self) -> Diagnostics {
        std::mem::take(&mut self.said)
    }

    async fn found(&mut self) -> Option<Result<Found, Diagnostics>> {
        while !self.ended {
            if let Some(found) = self.ready.pop_front() {
                return Some(Ok(found));
            }
            if self.wanted.limit == Some(0) {
                break;
            }
            if let Err(trouble) = self.go_on().await {
                self.ended = true;
                let mut found = Diagnostics::default();
                self.managed.report(&mut found, &self.managed.did_not_list(), &trouble, trouble.again());
                return Some(Err(found));
            }
        }
        self.ended = true;
        None
    }

    /// Makes some of the rows ready, or reads the next page of them.
    async fn go_on(&mut self) -> Result<(), Trouble> {
        if !self.rows.is_empty() {
            return self.take_rows().await;
        }
        if let Some((address, parents)) = self.parent.take() {
            let nowhere = Object::default();
            let ids = parents.rows(&nowhere).await?;
            let ids = ids.iter().filter_map(|row| parents.id_of(row));
            self.places = ids.map(|id| located(self.managed.resource, [(address, id.as_str())])).collect();
        }
        let Some(place) = self.places.front() else {
            self.ended = true;
            return Ok(());
        };
        if self.cursor.ended {
            (self.cursor, _) = (self.wanted.cursor(), self.places.pop_front());
            return Ok(());
        }
        match self.managed.next_page(place, &mut self.cursor).await {
            Ok(rows) => self.rows.extend(rows),
            // What the objects belonged to is gone, and they went along. The one that the configuration names was not seen
            // before: its name may be wrong.
            Err(Trouble::Refused { verdict: Verdict::Gone, .. }) if self.of_parents => {
                self.cursor.ended = true;
            }
            Err(trouble) => return Err(trouble),
        }
        Ok(())
    }

    async fn take_rows(&mut self) -> Result<(), Trouble> {
        let place = self.places.front().cloned().unwrap_or_default();
        let resource = self.managed.resource;
        let measured = resource.calls.list.whole_rows;
        // Rows that may be whole are taken one at a time: each read tells whether the rows behind it need one.
        let most = if measured { 1 } else { AT_A_TIME.min(self.wanted.limit.unwrap_or(AT_A_TIME)) };
        let mut some = vec![];
        while some.len() < most
            && let Some(row) = self.rows.pop_front()
        {
            if !resource.hooks.belongs(&row) {
                self.ready.push_back(Found::Foreign(self.title(&self.state(&row, &place))));
            } else if !self.managed.has_ended(&row) && self.wanted.filters.may_let_in(resource, &row) {
                some.push(row);
            }
        }
        let managed = &self.managed;
        let whole = |row: &Json| {
            resource.calls.read.is_none()
                || (measured && engine::missing(resource, row).all(|path| self.left_out.contains(path)))
        };
        let told = |row: Json| async {
            let name_is_told = self.wanted.filters.name.is_none() || name_in(resource, &row).is_some();
            match whole(&row) || (!self.wanted.whole && name_is_told) {
                true => Ok(Some((row, None))),
                false => managed.read_row(&row, &place).await.map(|shown| shown.map(|shown| (row, Some(shown)))),
            }
        };
        for told in join_all(some.into_iter().map(told)).await {
            let Some((row, shown)) = told? else { continue };
            let mut state = self.state(shown.as_ref().map_or(&row, |shown| &shown.json), &place);
            if let Some(shown) = &shown {
                settle_address(&shown.address, &mut state);
                // A member that a read leaves out too is not missing from the row.
                let out: BTreeSet<_> = engine::missing(resource, &shown.json).collect();
                self.left_out.extend(engine::missing(resource, &row).filter(|path| out.contains(path)));
            }
            settle_address(&self.managed.listed_through(&place), &mut state);
            let title = self.title(&state);
            if !self.wanted.filters.let_in(resource, &state) {
                continue;
            }
            if let Some(why) = resource.hooks.untouchable(&state) {
                self.ready.push_back(Found::Untouchable { title, state, why });
            } else if self.wanted.limit != Some(0) {
                self.wanted.limit = self.wanted.limit.map(|left| left - 1);
                self.ready.push_back(Found::Object { title, state });
            }
        }
        Ok(())
    }

    /// The state that a vendor's object makes, if nothing was known of it but its id and where it is. Without its secrets:
    /// `terraform query -json` masks nothing, and what is generated from a list holds none either.
    fn state(&self, json: &Json, place: &Object) -> Object {
        let mut base = place.clone();
        if let Some(id) = self.managed.id_of(json) {
            base.set("id", Value::String(id));
        }
        let resource = self.managed.resource;
        engine::without_unasked_secrets(resource, &base, decode(resource, json, &base, None).state)
    }

    /// What people know an object by.
    fn title(&self, state: &Object) -> String {
        let texts = self.managed.resource.titles().map(|attribute| attribute.name).chain(["id"]);
        let mut filled = texts.filter_map(|name| state.get(name).as_str()).filter(|text| !text.trim().is_empty());
        filled.next().unwrap_or_default().to_owned()
    }
}

/// The name in a vendor's row.
fn name_in<'a>(resource: &Resource, row: &'a Json) -> Option<&'a str> {
    row[resource.attribute(ListResource::NAME)?.json_path()?].as_str()
}

impl Filters {
    /// Whether an object whose row is this can be one of them.
    fn may_let_in(&self, resource: &Resource, row: &Json) -> bool {
        let name = name_in(resource, row);
        self.name.as_ref().is_none_or(|glob| name.is_none_or(|name| glob.matches(name)))
    }

    /// Whether an object is one of them.
    fn let_in(&self, resource: &Resource, state: &Object) -> bool {
        let like = |glob: &Glob, name: &str| state.get(name).as_str().is_some_and(|text| glob.matches(text));
        let titles = || resource.titles().map(|attribute| attribute.name).chain(["id"]);
        self.name.as_ref().is_none_or(|glob| like(glob, ListResource::NAME))
            && (self.any.is_empty() || self.any.iter().any(|glob| titles().any(|name| like(glob, name))))
    }
}

impl Managed {
    /// The object of a row, as a read shows it, with what only the row has; `None` if it is gone by now.
    async fn read_row(&self, row: &Json, place: &Object) -> Result<Option<Shown>, Trouble> {
        let mut wanted = place.clone();
        let nameless = || Trouble::Strange(self.resource.calls.list.call.line(), "a row without an id in it".into());
        wanted.set("id", Value::String(self.id_of(row).ok_or_else(nameless)?));
        match self.look(&wanted).await? {
            Seen::There(shown) if !self.has_ended(&shown.json) => {
                Ok(Some(Shown { json: self.with_row(shown.json, row), ..shown }))
            }
            _ => Ok(None),
        }
    }
}
