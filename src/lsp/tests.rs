//! The tests of an open text, and what became of them.

use crate::lsp::analysis::Analysis;
use crate::source::Span;
use crate::syntax::ast::Item;
use crate::syntax::ast::Statement;
use crate::testing::TestResult;
use crate::testing::report;

/// One `test` block.
pub struct Test<'a> {
    pub name: &'a str,
    /// The whole block.
    pub span: Span,
    /// Its name.
    pub named: Span,
    /// One a case; none where the model has errors.
    pub results: Vec<&'a TestResult>,
}

impl Test<'_> {
    /// What people read of it.
    pub fn text(&self) -> String {
        let results: Vec<TestResult> = self.results.iter().map(|&result| result.clone()).collect();
        report::human(&results)
    }
}

/// In their order.
pub fn of(analysis: &Analysis) -> Vec<Test<'_>> {
    let statements = analysis.own_tree().into_iter().flat_map(|tree| &tree.body.statements);
    statements.filter_map(|statement| test(analysis, statement)).collect()
}

/// A case has the span of its block's head.
pub fn begin_together(a: Span, b: Span) -> bool {
    (a.file, a.start) == (b.file, b.start)
}

fn test<'a>(analysis: &'a Analysis, statement: &'a Statement<Item>) -> Option<Test<'a>> {
    let Item::Test(test) = &statement.it else { return None };
    let cases = analysis.cases().iter().filter(|(span, _)| begin_together(*span, statement.span));
    let results = cases.map(|(_, result)| result).collect();
    Some(Test { name: &test.name.text, span: statement.span, named: test.name.span, results })
}
