//! How far a list has been read, and whether what came can be the list.

use std::cmp::Ordering;
use std::collections::{BTreeSet, VecDeque};
use std::mem;

use serde_json::Value as Json;

use super::Answered;
use super::page::Page;
use crate::provider::report::Trouble;
use crate::schema::Paging;

/// A list that changed under each of so many readings is one that nobody can read.
const MOST_READINGS: usize = 4;

/// How far a list has been read.
#[derive(Default)]
pub struct Cursor {
    /// The last page's number; 0 before the first.
    pub page: usize,
    /// The rows of all pages so far.
    pub rows: usize,
    /// The id of the last row of the page before.
    pub last: Option<String>,
    /// Pages that were asked for ahead.
    pub ahead: Ahead,
    /// What has been on a page of this reading, by its id.
    seen: BTreeSet<String>,
    earlier: Earlier,
    /// How many rows there are, as the last page told.
    total: Option<u64>,
    /// Whether what it tells is not how many rows there are.
    miscounts: bool,
    /// Whether the list has become shorter during this reading: a row may have moved to a page that had been read.
    shrunk: bool,
    /// Whether what is on no page is looked for once more, for a list may shrink and grow, and not every one tells how long
    /// it is.
    doubts: bool,
    /// Whether a row came twice: then nobody knows which of the two is right.
    pub repeated: bool,
    /// Whether that was the last page.
    pub ended: bool,
}

/// Pages that were asked for ahead, for who wants all of a list.
#[derive(Default)]
pub struct Ahead {
    /// Each behind so many rows.
    pub pages: VecDeque<(usize, Result<Answered, Trouble>)>,
    /// The rows of the first page: the pages that may be asked for ahead are as long.
    pub size: usize,
    /// How many rows are still to come, as far as that is known.
    pub left: usize,
    /// Whether all of the list is wanted, and it has not changed so far.
    pub wanted: bool,
}

/// The readings before this one.
#[derive(Default)]
struct Earlier {
    /// What has been on a page of one of them, by its id.
    seen: BTreeSet<String>,
    /// How many they were.
    readings: usize,
}

impl Cursor {
    /// For who takes what is missing for gone.
    pub fn doubting() -> Self {
        Self { doubts: true, ..Self::default() }
    }

    /// For who wants all of it.
    pub fn of_all() -> Self {
        Self { ahead: Ahead { wanted: true, ..Ahead::default() }, ..Self::default() }
    }

    /// For who wants all of it, and takes what is missing for something that is not there.
    pub fn of_all_doubting() -> Self {
        Self { doubts: true, ..Self::of_all() }
    }

    /// How many rows of a page were on none before in this reading, and those that were on none in any. A list that is not cut
    /// into pages after all answers the same rows to each of them.
    pub fn new_rows<'a>(
        &mut self,
        page: &'a [Json],
        id_of: impl Fn(&Json) -> Option<String>,
    ) -> (usize, Vec<&'a Json>) {
        let key = |row: &Json| id_of(row).unwrap_or_else(|| row.to_string());
        let mut new: Vec<_> = page.iter().filter(|row| self.seen.insert(key(row))).collect();
        // All of them again is the answer of one that knows no place to go on from.
        self.repeated |= new.len() < page.len() && !new.is_empty();
        self.last = page.iter().rev().find_map(&id_of);
        let many = new.len();
        new.retain(|row| !self.earlier.seen.contains(&key(row)));
        (many, new)
    }

    /// Goes behind a page, so many of whose rows are new. An error if what came cannot be the list.
    pub fn advance(&mut self, paging: Paging, page: &Page, new: usize) -> Result<(), &'static str> {
        self.rows += new;
        let total = self.counted(page);
        self.compare(total);
        self.look_ahead(paging, page);
        let is_numbered = matches!(paging, Paging::Skip { .. } | Paging::Numbered { .. });
        if is_numbered && new == 0 && !page.rows.is_empty() {
            // In an order that has changed meanwhile, or by one that does not know of pages.
            return self.read_again("rows that were answered before");
        }
        let against_total = total.map(|total| (self.rows as u64).cmp(&total));
        self.ended = match paging {
            Paging::Whole => true,
            Paging::After(_) => new == 0 || self.last.is_none(),
            Paging::Numbered { size: None, .. } => page.rows.is_empty() || !page.more,
            Paging::Skip { .. } | Paging::Numbered { .. } => {
                page.rows.is_empty() || against_total.is_some_and(Ordering::is_ge)
            }
        };
        // Behind a row no place is lost, nor on one page.
        if self.ended && is_numbered && self.page > 1 && (self.shrunk | mem::take(&mut self.doubts)) {
            return self.read_again("a list that became shorter whenever it was read");
        }
        // An object that is missing on a list that was cut off is not gone.
        let cut_off = match paging {
            Paging::Whole => against_total.is_some_and(Ordering::is_ne) || page.more,
            Paging::After(_) => false,
            Paging::Skip { .. } | Paging::Numbered { .. } => self.ended && against_total.is_some_and(Ordering::is_lt),
        };
        if cut_off { Err("only a part of the list in it") } else { Ok(()) }
    }

    /// How many rows the list has, as the page tells it, unless that counts something else, such as the rows of the page.
    fn counted(&mut self, page: &Page) -> Option<u64> {
        let rows = self.rows as u64;
        let reached = page.total.is_some_and(|total| rows >= total);
        self.miscounts |= reached && (page.more || (self.page == 1 && page.total != Some(rows)));
        page.total.filter(|_| !self.miscounts)
    }

    /// Notes whether something was added or taken away meanwhile: what was asked for ahead may have other rows then.
    fn compare(&mut self, total: Option<u64>) {
        let before = mem::replace(&mut self.total, total);
        if self.page > 1 && total != before {
            self.ahead = Ahead { size: self.ahead.size, ..Ahead::default() };
            self.shrunk |= total.zip(before).is_some_and(|(now, before)| now < before);
        }
    }

    /// Notes what may be asked for ahead.
    fn look_ahead(&mut self, paging: Paging, page: &Page) {
        if self.page == 1 {
            self.ahead.size = page.rows.len();
        }
        self.ahead.left = match paging {
            // Whether there is another one, each page says itself.
            Paging::Whole | Paging::After(_) | Paging::Numbered { size: None, .. } => 0,
            Paging::Skip { .. } | Paging::Numbered { .. } => {
                self.total.map_or(0, |total| usize::try_from(total).unwrap_or(usize::MAX).saturating_sub(self.rows))
            }
        };
    }

    /// Begins another reading, whose rows are those that no reading has had; `why` if that was the last one.
    fn read_again(&mut self, why: &'static str) -> Result<(), &'static str> {
        let Earlier { mut seen, readings } = mem::take(&mut self.earlier);
        if readings + 1 == MOST_READINGS {
            return Err(why);
        }
        seen.append(&mut self.seen);
        let earlier = Earlier { seen, readings: readings + 1 };
        *self = Self { earlier, repeated: self.repeated, ..Self::default() };
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// Goes through a list in pages of two that are told with so many rows in all, and answers what was told of it.
    fn read(cursor: &mut Cursor, pages: &[(&[u64], u64)]) -> Result<Vec<u64>, &'static str> {
        let paging = Paging::Skip { skip: "skip", count: "count", size: 2 };
        let mut told = vec![];
        for (rows, total) in pages {
            assert!(!cursor.ended, "nothing more is asked for");
            cursor.page += 1;
            let page: Vec<Json> = rows.iter().map(|row| json!(row)).collect();
            let (new, untold) = cursor.new_rows(&page, |row| Some(row.to_string()));
            told.extend(untold.into_iter().filter_map(Json::as_u64));
            cursor.advance(paging, &Page { rows: &page, total: Some(*total), more: false }, new)?;
        }
        Ok(told)
    }

    #[test]
    fn a_list_is_read_until_it_does_not_shrink_meanwhile() {
        let (mut still, mut grown, mut shrunk) = (Cursor::default(), Cursor::default(), Cursor::default());
        assert_eq!(read(&mut still, &[(&[1, 2], 3), (&[3], 3)]), Ok(vec![1, 2, 3]));
        assert_eq!(read(&mut grown, &[(&[1, 2], 3), (&[3, 4], 4)]), Ok(vec![1, 2, 3, 4]));
        // The first one goes when its page has been told.
        assert_eq!(
            read(&mut shrunk, &[(&[1, 2], 5), (&[4, 5], 4), (&[2, 3], 4), (&[4, 5], 4)]),
            Ok(vec![1, 2, 4, 5, 3])
        );
        let mut emptied = Cursor::default();
        assert_eq!(read(&mut emptied, &[(&[1, 2], 3), (&[], 0), (&[2, 3], 2)]), Ok(vec![1, 2, 3]));
        assert!(still.ended && grown.ended && shrunk.ended && emptied.ended);
        let mut always = Cursor::default();
        for _ in 1..MOST_READINGS {
            assert!(read(&mut always, &[(&[1, 2], 5), (&[4, 5], 4)]).is_ok());
        }
        assert!(read(&mut always, &[(&[1, 2], 5), (&[4, 5], 4)]).is_err());
    }

    #[test]
    fn a_list_whose_rows_move_to_pages_that_were_read_is_read_again() {
        let mut moved = Cursor::default();
        assert_eq!(read(&mut moved, &[(&[1, 2], 3), (&[2], 3), (&[3, 1], 3), (&[2], 3)]), Ok(vec![1, 2, 3]));
        assert!(moved.ended);
        let mut one_page_for_all = Cursor::default();
        for _ in 1..MOST_READINGS {
            assert!(read(&mut one_page_for_all, &[(&[1, 2], 5), (&[1, 2], 5)]).is_ok());
        }
        let again = read(&mut one_page_for_all, &[(&[1, 2], 5), (&[1, 2], 5)]);
        assert_eq!(again, Err("rows that were answered before"));
    }

    #[test]
    fn a_total_that_counts_something_else_ends_no_list() {
        let mut too_small = Cursor::default();
        assert_eq!(read(&mut too_small, &[(&[1, 2], 0), (&[3, 4], 0), (&[], 0)]), Ok(vec![1, 2, 3, 4]));
        let mut by_page = Cursor::default();
        let paging = Paging::Skip { skip: "skip", count: "count", size: 2 };
        for (page, (rows, more)) in [(2, true), (2, true), (1, false), (0, false)].into_iter().enumerate() {
            assert!(!by_page.ended, "page {page}");
            by_page.page += 1;
            let told = Page { rows: &vec![Json::Null; rows], total: Some(rows as u64), more };
            assert_eq!(by_page.advance(paging, &told, rows), Ok(()), "page {page}");
        }
        assert!(too_small.ended && by_page.ended);
    }

    #[test]
    fn what_is_missing_in_a_list_of_several_pages_is_looked_for_twice() {
        let (mut one, mut several) = (Cursor::doubting(), Cursor::doubting());
        assert_eq!(read(&mut one, &[(&[1, 2], 2)]), Ok(vec![1, 2]));
        // Another one has come for the first.
        assert_eq!(read(&mut several, &[(&[1, 2], 4), (&[4, 5], 4)]), Ok(vec![1, 2, 4, 5]));
        assert!(one.ended && !several.ended);
        assert_eq!(read(&mut several, &[(&[2, 3], 4), (&[4, 5], 4)]), Ok(vec![3]));
        assert!(several.ended);
    }
}
