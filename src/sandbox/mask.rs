//! Keeping secrets out of the log.
//!
//! A secret is found in four ways, each meant for where the one before is blind: by its path in JSON; by its value,
//! where an answer repeats what the request held somewhere else; in text that is no JSON, by its bare name, which
//! hides the text altogether; and what let the caller in by its value, wherever an answer repeats it.

use serde_json::Value as Json;

use super::Request;

/// What stands in a secret's place.
const MASKED: &str = "***";

/// Where one vendor's secrets are.
#[derive(Debug)]
pub struct Mask {
    /// JSON pointers, each looked for in every object at any depth.
    pointers: Vec<String>,
}

impl Mask {
    /// One that hides the members at these paths.
    pub fn of(secrets: &[&str]) -> Self {
        Self { pointers: secrets.iter().map(|path| format!("/{}", path.replace('.', "/"))).collect() }
    }

    /// The request's body and the answer's, fit for the log.
    fn bodies(&self, request: &[u8], answer: &[u8]) -> (Json, Json) {
        let (mut request, mut answer) = (read(request), read(answer));
        let mut secrets = vec![];
        self.each(&mut request, &mut |secret| secrets.push(secret.clone()));
        secrets.retain(|secret| secret.is_number() || secret.as_str().is_some_and(|text| !text.is_empty()));
        for body in [&mut request, &mut answer] {
            self.each(body, &mut hide);
            hide_values(body, &secrets);
            let names_one = body.as_str().is_some_and(|text| self.names_one(text));
            if names_one {
                hide(body);
            }
        }
        (request, answer)
    }

    /// The same of a call, without what its answer repeats of the caller's credentials.
    pub fn call(&self, request: &Request, answer: &[u8]) -> (Json, Json) {
        let header = request.header("authorization").and_then(|header| header.split_whitespace().last());
        let named = request.parameters().into_iter().filter(|(name, _)| self.names_one(name)).map(|(_, value)| value);
        let credentials = named.chain(header.map(str::to_owned)).filter(|credential| !credential.is_empty());
        let text = credentials
            .fold(String::from_utf8_lossy(answer).into_owned(), |text, credential| text.replace(&credential, MASKED));
        self.bodies(&request.body, text.as_bytes())
    }

    /// A path with its query, fit for the log.
    pub fn target(&self, target: &str) -> String {
        let Some((path, query)) = target.split_once('?') else { return target.to_owned() };
        let parameter = |parameter: &str| match parameter.split_once('=') {
            Some((name, _)) if self.names_one(name) => format!("{name}={MASKED}"),
            _ => parameter.to_owned(),
        };
        format!("{path}?{}", query.split('&').map(parameter).collect::<Vec<_>>().join("&"))
    }

    fn each(&self, json: &mut Json, act: &mut impl FnMut(&mut Json)) {
        if json.is_object() {
            for pointer in &self.pointers {
                json.pointer_mut(pointer).into_iter().for_each(&mut *act);
            }
        }
        children(json).for_each(|child| self.each(child, act));
    }

    fn names_one(&self, text: &str) -> bool {
        let text = text.to_lowercase();
        let names = self.pointers.iter().filter_map(|pointer| pointer.rsplit('/').next());
        names.map(str::to_lowercase).any(|name| text.contains(&name))
    }
}

/// JSON, else text, else null where there is nothing.
fn read(body: &[u8]) -> Json {
    match body {
        [] => Json::Null,
        body => serde_json::from_slice(body).unwrap_or_else(|_| String::from_utf8_lossy(body).into()),
    }
}

/// Null is no secret, and worth seeing.
fn hide(json: &mut Json) {
    if !json.is_null() {
        *json = MASKED.into();
    }
}

fn hide_values(json: &mut Json, secrets: &[Json]) {
    let holds_one = |secret: &Json| match (&*json, secret) {
        (Json::String(text), Json::String(secret)) => text.contains(secret.as_str()),
        (json, secret) => json == secret,
    };
    if secrets.iter().any(holds_one) {
        hide(json);
    }
    children(json).for_each(|child| hide_values(child, secrets));
}

fn children(json: &mut Json) -> Box<dyn Iterator<Item = &mut Json> + '_> {
    match json {
        Json::Array(elements) => Box::new(elements.iter_mut()),
        Json::Object(members) => Box::new(members.values_mut()),
        _ => Box::new(std::iter::empty()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn bodies(request: &str, answer: &str) -> (Json, Json) {
        let mask = Mask::of(&["password", "Credentials.Password"]);
        mask.bodies(request.as_bytes(), answer.as_bytes())
    }

    #[test]
    fn a_secret_is_hidden_at_its_path_at_any_depth() {
        let (request, answer) = bodies(
            r#"{"password":"one","Credentials":{"Realm":"r","Password":12}}"#,
            r#"{"items":[{"password":"two"},{"password":null}]}"#,
        );
        assert_eq!(request, json!({"password": "***", "Credentials": {"Realm": "r", "Password": "***"}}));
        assert_eq!(answer, json!({"items": [{"password": "***"}, {"password": null}]}));
    }

    #[test]
    fn a_secret_that_the_answer_repeats_is_hidden_there() {
        let answer = r#"{"detail":[{"loc":["body","password"],"input":"hunter2"},{"msg":"no hunter2 here","n":1}]}"#;
        let (_, answer) = bodies(r#"{"password":"hunter2"}"#, answer);
        assert_eq!(answer, json!({"detail": [{"loc": ["body", "password"], "input": "***"}, {"msg": "***", "n": 1}]}));
    }

    #[test]
    fn a_credential_that_the_answer_repeats_is_hidden_there() {
        let mask = Mask::of(&["access_token"]);
        let headers = vec![("authorization".into(), "Bearer abc.def".into())];
        let request = Request { headers, query: "access_token=ghi".into(), ..Request::default() };
        let (_, answer) = mask.call(&request, b"invalid: abc.def, ghi, error");
        assert_eq!(answer, json!("invalid: ***, ***, error"));
    }

    #[test]
    fn a_secret_parameter_is_hidden_and_the_others_are_not() {
        let mask = Mask::of(&["access_token"]);
        assert_eq!(mask.target("/trunk/get?id=7&access_token=abc"), "/trunk/get?id=7&access_token=***");
        assert_eq!(mask.target("/trunk/get?id=7"), "/trunk/get?id=7");
        assert_eq!(mask.target("/trunk/list"), "/trunk/list");
    }

    #[test]
    fn text_that_speaks_of_a_secret_is_hidden_whole() {
        assert_eq!(bodies(r#"{"password":"hunter2""#, "<html>"), (json!("***"), json!("<html>")));
        assert_eq!(bodies("", "").0, Json::Null);
    }
}
