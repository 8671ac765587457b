//! Logs in the form Terraform reads: one JSON object per line on standard error.
//!
//! Only this package's own events are written at every level. The libraries under it trace headers and addresses, where
//! credentials travel, so of them only warnings and errors are.

use std::fmt::{self, Write as _};
use std::io::{self, Write as _};
use std::num::NonZero;
use std::panic::{self, PanicHookInfo};

use serde_json::{Map, Value};
use time::OffsetDateTime;
use time::format_description::well_known::Iso8601;
use time::format_description::well_known::iso8601::{Config, EncodedConfig, TimePrecision};
use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;

/// Exactly six digits of a second: go-plugin takes a line with any other time stamp for plain text.
const MICROSECONDS: EncodedConfig =
    Config::DEFAULT.set_time_precision(TimePrecision::Second { decimal_digits: NonZero::new(6) }).encode();

/// Starts logging at the level that the environment asks for, which is not at all unless it does.
pub fn install() {
    panic::set_hook(Box::new(log_panic));
    let level = level(|name| std::env::var(name).ok());
    if level == LevelFilter::OFF {
        return;
    }
    let own = Targets::new().with_target(env!("CARGO_PKG_NAME"), level).with_default(level.min(LevelFilter::WARN));
    // An error means that someone is logging already, which is fine.
    let _ = tracing_subscriber::registry().with(HcLog.with_filter(own)).try_init();
}

/// `TF_LOG_PROVIDER`, else `TF_LOG`. Whatever is not a level means trace, as in Terraform: `JSON`, for one.
fn level(variable: impl Fn(&str) -> Option<String>) -> LevelFilter {
    let set = |name| variable(name).filter(|value| !value.is_empty());
    let Some(wanted) = set("TF_LOG_PROVIDER").or_else(|| set("TF_LOG")) else { return LevelFilter::OFF };
    match wanted.to_ascii_uppercase().as_str() {
        "OFF" => LevelFilter::OFF,
        "ERROR" => LevelFilter::ERROR,
        "WARN" => LevelFilter::WARN,
        "INFO" => LevelFilter::INFO,
        "DEBUG" => LevelFilter::DEBUG,
        _ => LevelFilter::TRACE,
    }
}

/// Writes events as hclog does.
struct HcLog;

impl<S: Subscriber> Layer<S> for HcLog {
    fn on_event(&self, event: &Event<'_>, _context: Context<'_, S>) {
        let mut fields = Fields::default();
        event.record(&mut fields);
        let metadata = event.metadata();
        write(*metadata.level(), metadata.target(), &fields.message, fields.others);
    }
}

fn write(level: Level, target: &str, message: &str, fields: Map<String, Value>) {
    // Nothing can be done about a log that cannot be written.
    let _ = io::stderr().lock().write_all(line(level, target, message, fields).as_bytes());
}

fn line(level: Level, target: &str, message: &str, fields: Map<String, Value>) -> String {
    let now = OffsetDateTime::now_utc().format(&Iso8601::<MICROSECONDS>).unwrap_or_default();
    let mut entry = Map::new();
    entry.insert("@level".into(), level.as_str().to_ascii_lowercase().into());
    entry.insert("@message".into(), message.into());
    entry.insert("@module".into(), target.replace("::", ".").into());
    entry.insert("@timestamp".into(), now.into());
    entry.extend(fields);
    format!("{}\n", Value::Object(entry))
}

/// Logs a panic at any level, `TF_LOG` or not: it is a bug, and the place is what it takes to find it. Of the message
/// only a fixed text is written; one made up at run time may quote what a vendor answered.
fn log_panic(panic: &PanicHookInfo<'_>) {
    let mut fields = Map::new();
    if let Some(place) = panic.location() {
        fields.insert("location".into(), place.to_string().into());
    }
    if let Some(text) = panic.payload().downcast_ref::<&'static str>() {
        fields.insert("panic".into(), (*text).into());
    }
    write(Level::ERROR, module_path!(), "the provider panicked, which is a bug in it", fields);
}

/// An event's message, and its fields in order.
#[derive(Default)]
struct Fields {
    message: String,
    others: Map<String, Value>,
}

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        if field.name() == "message" {
            // Writing to a string does not fail.
            let _ = write!(self.message, "{value:?}");
        } else {
            self.record(field, format!("{value:?}"));
        }
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "message" {
            self.message.push_str(value);
        } else {
            self.record(field, value);
        }
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.record(field, value);
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.record(field, value);
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.record(field, value);
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        self.record(field, value);
    }
}

impl Fields {
    fn record(&mut self, field: &Field, value: impl Into<Value>) {
        self.others.insert(field.name().to_owned(), value.into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_level_is_terraforms() {
        let level_of = |provider: Option<&str>, all: Option<&str>| {
            level(|name| if name == "TF_LOG" { all } else { provider }.map(str::to_owned))
        };
        assert_eq!(level_of(None, None), LevelFilter::OFF);
        assert_eq!(level_of(Some(""), Some("")), LevelFilter::OFF);
        assert_eq!(level_of(None, Some("JSON")), LevelFilter::TRACE);
        assert_eq!(level_of(None, Some("debug")), LevelFilter::DEBUG);
        assert_eq!(level_of(Some("WARN"), Some("TRACE")), LevelFilter::WARN);
        assert_eq!(level_of(Some("OFF"), Some("TRACE")), LevelFilter::OFF);
    }

    #[test]
    fn a_line_is_what_go_plugin_parses() {
        let fields = Map::from_iter([("attempt".to_owned(), Value::from(2))]);
        let line = line(Level::WARN, "siptrunk::channel::listener", "slow \"vendor\"", fields);
        assert!(line.ends_with("}\n"));
        let entry: Map<String, Value> = serde_json::from_str(&line).expect("JSON");
        assert_eq!(entry.keys().collect::<Vec<_>>(), ["@level", "@message", "@module", "@timestamp", "attempt"]);
        assert_eq!(entry["@level"], "warn");
        assert_eq!(entry["@message"], "slow \"vendor\"");
        assert_eq!(entry["@module"], "siptrunk.channel.listener");
        let stamp = entry["@timestamp"].as_str().expect("text");
        assert_eq!((stamp.len(), &stamp[19..20], &stamp[26..]), (27, ".", "Z"), "{stamp}");
    }
}
