//! A trunk's whole life with the real CLI against `siptrunk sandbox`.

mod bolna;
mod bolna_answers;
mod bolna_attributes;
mod bolna_failures;
mod bolna_number_failures;
mod bolna_numbers;
mod crazytel;
mod crazytel_failures;
mod fonedynamics;
mod fonedynamics_attributes;
mod fonedynamics_failures;
mod matrix;
mod nebrija;
mod promises;
mod reattach;
mod routes;
mod secrecy;
mod table;
mod write_only;
mod yeastar;
mod yeastar_answers;
mod yeastar_attributes;
mod yeastar_failures;
mod yeastar_tls;
mod yeastar_tokens;
mod yeastar_writes;
