//! How a secret may be spelled in a text: plain, or with escapes of JSON, HTML and addresses, which may be escaped themselves.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// From so many characters on, the beginning of a secret is masked where the text is cut off behind it.
const BEGUN: usize = 4;
/// How long an escape is, at most, where it is not escaped itself: `\ud83d\ude00`.
const ESCAPE: usize = 12;
/// How often an escape may be escaped itself: an answer may quote a log that quotes a body.
pub const LAYERS: usize = 4;

/// A character, and where it ends in a text.
type Reading = (char, usize);

/// Places in a text, and how many characters of a secret stand before them, from which the rest of it does not follow.
pub type Dead = BTreeSet<(usize, usize)>;

/// A text whose characters may be escapes, which may be escaped themselves.
pub struct Spelled<'a> {
    text: &'a str,
    /// What was found out at a place, by place and layers.
    known: BTreeMap<(usize, usize), Rc<[Reading]>>,
}

impl<'a> Spelled<'a> {
    /// A text of which nothing has been found out yet.
    pub fn new(text: &'a str) -> Self {
        Self { text, known: BTreeMap::new() }
    }

    /// Goes on to a place: what is behind it is not asked for again.
    pub fn go_on_to(&mut self, at: usize) {
        while self.known.first_key_value().is_some_and(|((place, _), _)| *place < at) {
            self.known.pop_first();
        }
    }

    /// Where a secret ends that stands at a place, each character of it in any spelling; the farthest place of several. Of one
    /// that the text is cut off in, that is the end of the text.
    /// `dead` is what earlier places have shown: with it, whatever the spellings, each place is looked at once for each
    /// character.
    pub fn end(&mut self, at: usize, secret: &str, dead: &mut Dead) -> Option<usize> {
        let (mut ends, mut seen) = (vec![at], vec![]);
        for (number, wanted) in secret.chars().enumerate() {
            ends.retain(|end| !dead.contains(&(*end, number)));
            let is_cut_off = number >= BEGUN && ends.last().is_some_and(|end| self.is_cut_off_at(*end));
            ends = self.after(&ends, wanted, LAYERS);
            seen.extend(ends.iter().map(|end| (*end, number + 1)));
            if ends.is_empty() {
                dead.extend(seen);
                return is_cut_off.then_some(self.text.len());
            }
        }
        ends.pop()
    }

    /// Whether nothing stands at a place, or no more than the beginning of an escape.
    fn is_cut_off_at(&self, at: usize) -> bool {
        let rest = &self.text[at..];
        let begun = |rest: &str| rest.len() < ESCAPE && rest.chars().all(|c| c.is_ascii_alphanumeric() || c == '#');
        rest.is_empty() || rest.strip_prefix(is_sign).is_some_and(begun)
    }

    /// Where a character ends that stands at one of these places.
    pub fn after(&mut self, places: &[usize], wanted: char, layers: usize) -> Vec<usize> {
        let mut ends = vec![];
        for place in places {
            match self.plain(*place) {
                Some((c, end)) if !is_sign(c) => ends.extend((c == wanted).then_some(end)),
                _ => {
                    ends.extend(self.readings(*place, layers).iter().filter(|(c, _)| *c == wanted).map(|(_, end)| end))
                }
            }
        }
        ends.sort_unstable();
        ends.dedup();
        ends
    }

    fn plain(&self, at: usize) -> Option<Reading> {
        self.text[at..].chars().next().map(|c| (c, at + c.len_utf8()))
    }

    /// What may stand at a place, plain or below so many layers of escapes.
    fn readings(&mut self, at: usize, layers: usize) -> Rc<[Reading]> {
        let plain = self.plain(at);
        if layers == 0 || !plain.is_some_and(|(c, _)| is_sign(c)) {
            return plain.into_iter().collect();
        }
        if let Some(known) = self.known.get(&(at, layers)) {
            return known.clone();
        }
        let under = self.readings(at, layers - 1);
        let mut found: Vec<Reading> = under.to_vec();
        for (sign, next) in under.iter() {
            found.extend(self.escapes(*sign, *next, layers - 1));
        }
        found.sort_unstable();
        found.dedup();
        let found: Rc<[Reading]> = found.into();
        self.known.insert((at, layers), found.clone());
        found
    }

    /// What an escape may stand for of which this is the first sign, with the rest of it below so many layers.
    fn escapes(&mut self, sign: char, at: usize, layers: usize) -> Vec<Reading> {
        match sign {
            '\\' => self.backslash(at, layers),
            '&' => self.html(at, layers),
            '%' => self.percent(at, layers),
            '+' => vec![(' ', at)],
            _ => vec![],
        }
    }

    /// `\n`, `\u0022`, `\ud83d\ude00`, and any character behind a backslash.
    fn backslash(&mut self, at: usize, layers: usize) -> Vec<Reading> {
        let mut found = vec![];
        for &(c, end) in self.readings(at, layers).iter() {
            found.push((c, end));
            let control = match c {
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                'b' => '\u{8}',
                'f' => '\u{c}',
                'u' => {
                    found.extend(self.utf16(end, layers));
                    continue;
                }
                _ => continue,
            };
            found.push((control, end));
        }
        found
    }

    /// What stands behind `\u`.
    fn utf16(&mut self, at: usize, layers: usize) -> Vec<Reading> {
        let character = |units: &[u32]| {
            let units = units.iter().map(|unit| u16::try_from(*unit).unwrap_or_default());
            char::decode_utf16(units).next()?.ok()
        };
        let mut found = vec![];
        for (first, end) in self.number(at, 4, 16, layers) {
            if let Some(c) = character(&[first]) {
                found.push((c, end));
                continue;
            }
            for next in self.word(end, "\\u", layers) {
                let second = self.number(next, 4, 16, layers).into_iter();
                found.extend(second.filter_map(|(second, end)| Some((character(&[first, second])?, end))));
            }
        }
        found
    }

    /// What stands behind `&`: `amp;`, `#34;`, `#x22;`.
    fn html(&mut self, at: usize, layers: usize) -> Vec<Reading> {
        let mut found = vec![];
        for (name, c) in [("amp;", '&'), ("lt;", '<'), ("gt;", '>'), ("quot;", '"'), ("apos;", '\'')] {
            found.extend(self.word(at, name, layers).into_iter().map(|end| (c, end)));
        }
        for (begin, radix) in [("#", 10), ("#x", 16), ("#X", 16)] {
            for start in self.word(at, begin, layers) {
                for digits in 1..=8 {
                    for (code, end) in self.number(start, digits, radix, layers) {
                        let ends = self.after(&[end], ';', layers).into_iter();
                        found.extend(ends.filter_map(|end| Some((char::from_u32(code)?, end))));
                    }
                }
            }
        }
        found
    }

    /// What stands behind `%`: `22`, `c3%a9`.
    fn percent(&mut self, at: usize, layers: usize) -> Vec<Reading> {
        let mut found = vec![];
        let mut begun: Vec<(Vec<u32>, usize)> = vec![(vec![], at)];
        while let Some((bytes, at)) = begun.pop() {
            for (byte, end) in self.number(at, 2, 16, layers) {
                let bytes = [&bytes[..], &[byte]].concat();
                let length = match bytes[0] {
                    0x00..=0x7f => 1,
                    0xc0..=0xdf => 2,
                    0xe0..=0xef => 3,
                    _ => 4,
                };
                if bytes.len() < length {
                    begun.extend(self.after(&[end], '%', layers).into_iter().map(|end| (bytes.clone(), end)));
                    continue;
                }
                let bytes: Vec<u8> = bytes.iter().filter_map(|byte| u8::try_from(*byte).ok()).collect();
                found.extend(std::str::from_utf8(&bytes).ok().and_then(|text| Some((text.chars().next()?, end))));
            }
        }
        found
    }

    /// A number of so many digits.
    fn number(&mut self, at: usize, digits: usize, radix: u32, layers: usize) -> Vec<(u32, usize)> {
        let mut numbers = vec![(0, at)];
        for _ in 0..digits {
            let mut longer = vec![];
            for (number, end) in numbers {
                let next = self.readings(end, layers);
                longer.extend(next.iter().filter_map(|(c, end)| Some((number * radix + c.to_digit(radix)?, *end))));
            }
            numbers = longer;
        }
        numbers
    }

    /// Where a word ends.
    fn word(&mut self, at: usize, word: &str, layers: usize) -> Vec<usize> {
        word.chars().fold(vec![at], |ends, wanted| self.after(&ends, wanted, layers))
    }
}

/// Whether an escape begins with it.
pub fn is_sign(c: char) -> bool {
    matches!(c, '\\' | '&' | '%' | '+')
}
