//! The same leads in every format and compression.

use std::io::Write;

use super::Case;
use baremo::types::Type;

const CSV: &str = "lead_id,x,at\n1,a,2026-01-31\n2,,\n";
const JSON: &str =
    "{\"lead_id\":1,\"x\":\"a\",\"at\":\"2026-01-31\"}\n{\"lead_id\":2,\"x\":null}\n";

fn case() -> Case {
    Case::new().attribute("x", Type::Text).attribute("at", Type::Date)
}

fn gzipped(text: &str) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(text.as_bytes()).expect("bytes");
    encoder.finish().expect("bytes")
}

#[test]
fn formats_and_compressions_agree() {
    let plain = case().leads("leads.csv", CSV).show();
    insta::assert_snapshot!(plain);
    let zst = zstd::encode_all(CSV.as_bytes(), 0).expect("bytes");
    // Two members in one file are one file.
    let (head, tail) = CSV.split_at(20);
    let members = [gzipped(head), gzipped(tail)].concat();
    for other in [
        case().leads("leads.jsonl", JSON),
        case().leads("leads.csv.gz", gzipped(CSV)),
        case().leads("leads.csv.gz", members),
        case().leads("leads.csv.zst", zst),
        case().leads("leads.JSONL.gz", gzipped(JSON)),
        case().leads("leads.csv.gz", CSV),
        case().leads("leads.tsv", CSV.replace(',', "\t")),
        case().leads("leads.csv", CSV.replace('\n', "\r\n")),
        case().leads("leads.csv", CSV.trim_end()),
    ] {
        assert_eq!(other.show(), plain);
    }
}
