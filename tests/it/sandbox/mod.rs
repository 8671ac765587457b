//! The sandbox over real sockets. Expected bodies are typed from the vendors' pages, never copied from an answer.

mod bolna;
mod bolna_refusals;
mod bolna_switches;
mod command;
mod control;
mod crazytel;
mod crazytel_switches;
mod faults;
mod fonedynamics;
mod fonedynamics_refusals;
mod fonedynamics_switches;
mod guide;
mod livekit;
mod livekit_switches;
mod names;
mod nebrija;
mod nebrija_switches;
mod shared_switches;
mod yeastar;
mod yeastar_refusals;
mod yeastar_switches;

use super::support::sandbox::{Answer, Sandbox};
