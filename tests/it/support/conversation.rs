//! A conversation as `tests/wire/README.md` describes it.

use serde_json::{Value as Json, json};

/// A file of `tests/wire`.
#[derive(Debug)]
pub struct Conversation {
    pub steps: Vec<Step>,
}

/// What the user does, and what is said on the wire because of it.
#[derive(Debug)]
pub struct Step {
    /// The words after `==`.
    pub deed: String,
    /// The configuration; empty for the one before.
    pub hcl: String,
    pub exchanges: Vec<Exchange>,
}

/// A request and its answer.
#[derive(Debug, Default, Clone)]
pub struct Exchange {
    /// Method, path and query.
    pub line: String,
    pub request: Option<Json>,
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub answer: String,
    pub again: Again,
}

/// Whether a request may come more often than once.
#[derive(Debug, Default, Clone, Copy, PartialEq)]
pub enum Again {
    /// Once.
    #[default]
    Never,
    /// Once, and then as often as it likes, with the same answer.
    Often,
    /// That, and it has come.
    Answered,
}

/// Where the reader is.
enum Part {
    Introduction,
    Configuration,
    Request,
    Headers,
    Answer,
}

impl Conversation {
    /// Reads a file; whatever does not fit the format is a mistake in it.
    pub fn read(text: &str) -> Self {
        let mut lines = text.lines();
        let page = lines.next().unwrap_or_default();
        assert!(page.starts_with("https://"), "the first line names the vendor's page: {page}");
        let mut steps: Vec<Step> = vec![];
        let (mut part, mut request) = (Part::Introduction, String::new());
        for line in lines.chain([""]) {
            if let Some(deed) = line.strip_prefix("== ") {
                steps.push(Step { deed: deed.trim().to_owned(), hcl: String::new(), exchanges: vec![] });
                part = Part::Configuration;
                continue;
            }
            let Some(step) = steps.last_mut() else { continue };
            let often = line.strip_prefix(">> ").map(|line| (line, Again::Often));
            if let Some((line, again)) = often.or_else(|| line.strip_prefix("> ").map(|line| (line, Again::Never))) {
                step.exchanges.push(Exchange { line: line.trim().to_owned(), again, ..Exchange::default() });
                request.clear();
                part = Part::Request;
                continue;
            }
            if matches!(part, Part::Configuration) {
                step.hcl += &format!("{line}\n");
                continue;
            }
            let exchange = step.exchanges.last_mut().expect("an answer follows a request");
            if let Some(status) = line.strip_prefix("< ") {
                exchange.status = status.trim().parse().unwrap_or_else(|_| panic!("not a status: {line}"));
                exchange.request = (!request.trim().is_empty())
                    .then(|| serde_json::from_str(&request).unwrap_or_else(|error| panic!("{error} in {request}")));
                part = Part::Headers;
                continue;
            }
            match part {
                Part::Request => request += line,
                Part::Headers => match header(line) {
                    Some(header) => exchange.headers.push(header),
                    None => {
                        part = Part::Answer;
                        exchange.answer = line.to_owned();
                    }
                },
                _ => exchange.answer += line,
            }
        }
        let mut before = Json::Null;
        for exchange in steps.iter_mut().flat_map(|step| &mut step.exchanges) {
            assert!(exchange.status > 0, "no answer to {}", exchange.line);
            let (wrap, answer) = wrapped(&exchange.answer);
            let Some(whole) = whole(answer, &before) else { continue };
            exchange.answer = wrap.map_or_else(|| whole.to_string(), |name| json!({name: whole}).to_string());
            if (200..=299).contains(&exchange.status) && whole.is_object() {
                before = whole;
            }
        }
        Self { steps }
    }
}

/// Of an answer `{"name": @ ...}` the name, and what is in it.
fn wrapped(answer: &str) -> (Option<&str>, &str) {
    let parts = answer.strip_prefix("{\"").and_then(|rest| rest.strip_suffix('}')?.split_once("\": @"));
    match parts {
        Some((name, _)) => (Some(name), &answer[name.len() + 5..answer.len() - 1]),
        None => (None, answer),
    }
}

/// An answer as JSON, if it is any; after an `@` the one before, with the members that follow changed.
fn whole(answer: &str, before: &Json) -> Option<Json> {
    let Some(changes) = answer.strip_prefix('@') else { return serde_json::from_str(answer).ok() };
    let mut whole = before.clone();
    if !changes.trim().is_empty() {
        let changes: Json = serde_json::from_str(changes).unwrap_or_else(|error| panic!("{error} in {answer}"));
        for (name, value) in changes.as_object().expect("members to change") {
            whole[name] = value.clone();
        }
    }
    Some(whole)
}

fn header(line: &str) -> Option<(String, String)> {
    let (name, value) = line.split_once(": ")?;
    let plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    plain.then(|| (name.to_ascii_lowercase(), value.to_owned()))
}

#[test]
fn a_conversation_reads_as_it_is_written() {
    let text = "https://x.example/page\nWhat it shows.\n\n== apply\na {\n}\n> POST /a/?b=1\n{\"c\":\n1}\n< 429\n\
                retry-after: 0\n{\"d\": 2}\n\n> GET /a\n< 204\n\n== plan is empty\n> GET /c\n< 200\n{\"d\": 2, \"e\": 3}\n\
                > GET /c\n< 200\n@ {\"d\": 4}\n";
    let conversation = Conversation::read(text);
    let [apply, plan] = &conversation.steps[..] else { panic!("two steps") };
    assert_eq!((apply.deed.as_str(), apply.hcl.as_str()), ("apply", "a {\n}\n"));
    let [post, get] = &apply.exchanges[..] else { panic!("two exchanges") };
    assert_eq!((post.line.as_str(), post.status, post.answer.as_str()), ("POST /a/?b=1", 429, r#"{"d":2}"#));
    assert_eq!(post.request, Some(serde_json::json!({"c": 1})));
    assert_eq!(post.headers, [("retry-after".to_owned(), "0".to_owned())]);
    assert_eq!((get.line.as_str(), &get.request, get.status, get.answer.as_str()), ("GET /a", &None, 204, ""));
    assert_eq!((plan.deed.as_str(), plan.exchanges.len()), ("plan is empty", 2));
    assert_eq!(plan.exchanges[1].answer, r#"{"d":4,"e":3}"#);
}
