use baremo::check;
fn main() {
    for f in std::env::args().skip(1) {
        let text = std::fs::read_to_string(&f).unwrap();
        let c = check::compile(&[(f.clone(), text)], &check::NoFiles, &Default::default());
        for d in &c.diagnostics {
            let p = c.sources.position(d.span());
            println!(
                "{f}:{p}: {} {}\n    here: {} [{}]\n    help: {:?}\n    fixes: {:?}",
                d.code,
                d.message,
                d.labels[0].text,
                c.sources.text(d.span()),
                d.help,
                d.fixes.iter().map(|f| &f.title).collect::<Vec<_>>()
            );
        }
        for m in &c.models {
            if let Some(p) = &m.program {
                println!("{}", baremo::ir::print::print(p));
            }
            for t in &m.tests {
                let o = baremo::ir::eval::eval(&t.program, &t.lead, &t.events, t.as_of);
                println!(
                    "test {}: scores {:?} stage {:?} expects {:?}",
                    t.name,
                    o.scores.iter().map(|s| s.published.to_string()).collect::<Vec<_>>(),
                    o.stage,
                    t.expectations.iter().map(|e| &e.kind).collect::<Vec<_>>()
                );
            }
        }
    }
}
