//! Tests of rule files, ready to run.

#[derive(Debug, Clone)]
pub struct TestCase {
    pub name: String,
}
