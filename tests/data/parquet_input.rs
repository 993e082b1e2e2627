//! Parquet as other programs write it: types of its own, dictionaries, lists, nulls, floats for ids.

use std::sync::Arc;

use arrow_array::builder::{ListBuilder, StringBuilder};
use arrow_array::types::Int32Type;
use arrow_array::{
    ArrayRef, BooleanArray, Date32Array, Decimal128Array, DictionaryArray, Float32Array,
    Float64Array, Int64Array, LargeStringArray, RecordBatch, StringArray, StringViewArray,
    TimestampMillisecondArray, UInt64Array,
};
use parquet::arrow::ArrowWriter;

use super::{Case, one_of};
use baremo::types::Type;
use baremo::types::calendar::Zone;

fn parquet(columns: Vec<(&str, ArrayRef)>) -> Vec<u8> {
    let batch =
        RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(n, a)| (n, a, true)));
    let batch = batch.expect("a batch");
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), None).expect("a writer");
    writer.write(&batch).expect("written");
    writer.close().expect("closed");
    bytes
}

fn list(items: [Option<&[&str]>; 3]) -> ArrayRef {
    let mut builder = ListBuilder::new(StringBuilder::new());
    for row in items {
        builder.append_option(row.map(|items| items.iter().map(Some).collect::<Vec<_>>()));
    }
    Arc::new(builder.finish())
}

#[test]
fn every_type_that_a_column_can_hold() {
    let decimal = Decimal128Array::from(vec![Some(1250), None, Some(-5)]);
    let decimal = decimal.with_precision_and_scale(10, 2).expect("a decimal");
    let words: DictionaryArray<Int32Type> = [Some("a"), None, Some("a")].into_iter().collect();
    let stamps = || TimestampMillisecondArray::from(vec![Some(1_769_851_800_999), None, Some(-1)]);
    let bytes = parquet(vec![
        ("lead_id", Arc::new(Float64Array::from(vec![17850.0, 2.0, 3.0]))),
        ("decimal", Arc::new(decimal)),
        ("word", Arc::new(words)),
        ("large", Arc::new(LargeStringArray::from(vec![Some("x"), Some(" "), None]))),
        ("view", Arc::new(StringViewArray::from(vec![Some("VP"), None, Some("cto")]))),
        ("yes", Arc::new(BooleanArray::from(vec![Some(true), None, Some(false)]))),
        ("short", Arc::new(Float32Array::from(vec![Some(0.1), None, Some(2.5)]))),
        ("count", Arc::new(UInt64Array::from(vec![Some(1), None, Some(3)]))),
        ("day", Arc::new(Date32Array::from(vec![Some(20_484), None, Some(-1)]))),
        ("local", Arc::new(stamps())),
        ("instant", Arc::new(stamps().with_timezone("+00:00"))),
        (
            "epoch",
            Arc::new(Int64Array::from(vec![Some(1_769_851_800), None, Some(1_769_851_800_999)])),
        ),
        ("tags", list([Some(&["a", "b"]), None, Some(&[])])),
        ("unused", Arc::new(StringArray::from(vec!["u"; 3]))),
    ]);
    let mut case = Case::new()
        .attribute("decimal", Type::Number)
        .attribute("word", Type::Text)
        .attribute("large", Type::Text)
        .attribute("view", one_of(&["vp", "cto"]))
        .attribute("yes", Type::Bool)
        .attribute("short", Type::Number)
        .attribute("count", Type::Number)
        .attribute("count", Type::Text)
        .attribute("day", Type::Date)
        .attribute("local", Type::Date)
        .attribute("instant", Type::Date)
        .attribute("epoch", Type::Date)
        .attribute("tags", Type::List)
        .leads("leads.parquet", bytes);
    case.zone = Zone::named("Europe/Madrid").expect("a zone");
    insta::assert_snapshot!(case.show());
}

#[test]
fn bad_values_are_named_by_row() {
    let bytes = parquet(vec![
        ("id", Arc::new(StringArray::from(vec![Some("1"), None, Some("1")]))),
        ("n", Arc::new(Float64Array::from(vec![f64::NAN, 1.0, 2.0]))),
        ("t", list([Some(&["a"]), None, None])),
    ]);
    let case = Case::new()
        .attribute("n", Type::Number)
        .attribute("t", Type::Text)
        .leads("leads.parquet", bytes);
    insta::assert_snapshot!(case.show());
}

#[test]
fn text_ids_stay_text_and_compressed_files_are_read() {
    let bytes = parquet(vec![("id", Arc::new(StringArray::from(vec!["1", "2"])))]);
    let squeezed = zstd::encode_all(&*bytes, 0).expect("bytes");
    let plain = Case::new().leads("leads.parquet", bytes).load().expect("good data");
    let other = Case::new().leads("leads.parquet.zst", squeezed).load().expect("good data");
    assert_eq!(plain.ids, baremo::data::Ids::Numbers { values: vec![1, 2], text: true });
    assert_eq!(plain.ids, other.ids);
}

#[test]
fn a_damaged_file_is_an_error_wherever_it_is_damaged() {
    let texts: Vec<String> = (0..500).map(|i| format!("text {}", i % 37)).collect();
    let bytes = parquet(vec![
        ("id", Arc::new(Int64Array::from_iter_values(0..500))),
        ("x", Arc::new(StringArray::from(texts))),
    ]);
    for cut in (0..bytes.len()).step_by(7) {
        let case = Case::new().attribute("x", Type::Text).leads("leads.parquet", &bytes[..cut]);
        assert!(case.load().is_err(), "cut at {cut}");
    }
    // A flipped byte may go unseen, but it must not end the program.
    for place in (0..bytes.len()).step_by(3) {
        let mut bytes = bytes.clone();
        bytes[place] ^= 0x55;
        let _ = Case::new().attribute("x", Type::Text).leads("leads.parquet", bytes).load();
    }
}
