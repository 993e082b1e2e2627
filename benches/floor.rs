//! How long reading alone takes: the used columns of a file decoded into columns and thrown away.
//!
//! Parquet with the `parquet` crate, text with few values kept as dictionary codes; CSV with the `csv` crate, numbers parsed.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use arrow_schema::DataType;
use arrow_schema::Field;
use arrow_schema::Schema;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ArrowReaderOptions;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use crate::measure::Contender;
use crate::measure::Report;

const LEADS: &[&str] = &[
    "lead_id",
    "title",
    "seniority",
    "country",
    "industry",
    "employees",
    "revenue",
    "email",
    "source",
    "consent",
    "created_at",
    "visits",
    "pages_per_visit",
];
const EVENTS: &[&str] = &["lead_id", "event", "ts", "path", "seconds"];
/// Text with few distinct values.
const CODED: &[&str] = &["title", "seniority", "country", "industry", "source", "event", "path"];
const NUMBERS: &[&str] =
    &["lead_id", "employees", "revenue", "visits", "pages_per_visit", "seconds"];

/// `w1` reads the leads; `events` their ids and the events.
pub fn reading(report: &mut Report, folder: &Path) {
    let parquet = |name: &str, columns: &[&str]| in_parquet(&folder.join(name), columns);
    let csv = |name: &str, columns: &[&str]| in_csv(&folder.join(name), columns);
    let ids = &LEADS[..1];
    report.compare(
        "reading alone",
        "file",
        vec![
            Contender::new("w1.parquet", 1, || parquet("leads.parquet", LEADS)),
            Contender::new("w1.csv", 1, || csv("leads.csv", LEADS)),
            Contender::new("events.parquet", 1, || {
                parquet("leads.parquet", ids) + parquet("events.parquet", EVENTS)
            }),
            Contender::new("events.csv", 1, || csv("leads.csv", ids) + csv("events.csv", EVENTS)),
        ],
    );
}

fn in_parquet(path: &Path, columns: &[&str]) -> u64 {
    let open = || File::open(path).expect("the file can be opened");
    let builder = ParquetRecordBatchReaderBuilder::try_new(open()).expect("it is Parquet");
    let as_codes = |field: &Arc<Field>| match CODED.contains(&field.name().as_str()) {
        true => {
            let codes = DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
            Arc::new(Field::new(field.name(), codes, field.is_nullable()))
        }
        false => field.clone(),
    };
    let schema = Schema::new(builder.schema().fields().iter().map(as_codes).collect::<Vec<_>>());
    let options = ArrowReaderOptions::new().with_schema(Arc::new(schema));
    let builder = ParquetRecordBatchReaderBuilder::try_new_with_options(open(), options)
        .expect("it is Parquet");
    let mask = ProjectionMask::columns(builder.parquet_schema(), columns.iter().copied());
    let reader =
        builder.with_projection(mask).with_batch_size(8_192).build().expect("it can be read");
    reader.map(|batch| batch.expect("it can be decoded").num_rows() as u64).sum()
}

fn in_csv(path: &Path, columns: &[&str]) -> u64 {
    let mut reader = csv::ReaderBuilder::new()
        .buffer_capacity(1 << 20)
        .from_path(path)
        .expect("the file can be opened");
    let headers = reader.headers().expect("it has a header").clone();
    let used: Vec<(usize, bool)> = headers
        .iter()
        .enumerate()
        .filter(|(_, name)| columns.contains(name))
        .map(|(at, name)| (at, NUMBERS.contains(&name)))
        .collect();
    let (mut record, mut sum) = (csv::ByteRecord::new(), 0.0);
    while reader.read_byte_record(&mut record).expect("it can be read") {
        for &(at, number) in &used {
            sum += match number {
                true => std::str::from_utf8(&record[at])
                    .ok()
                    .and_then(|text| text.parse().ok())
                    .unwrap_or(0.0),
                false => f64::from(record[at].first().copied().unwrap_or(0)),
            };
        }
    }
    sum as u64
}
