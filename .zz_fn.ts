import ts from 'typescript';
import { readFileSync } from 'node:fs';
const limit = Number(process.argv[2]);
for (const f of process.argv.slice(3)) {
  const s = ts.createSourceFile(f, readFileSync(f,'utf8'), ts.ScriptTarget.Latest, true);
  const v = (n: ts.Node) => {
    if (ts.isFunctionLike(n) && (n as any).body) {
      const a = s.getLineAndCharacterOfPosition(n.getStart()).line, b = s.getLineAndCharacterOfPosition(n.end).line;
      if (b-a+1 >= limit) console.log(f, (n as any).name?.getText() ?? 'anon', a+1, b-a+1);
    }
    ts.forEachChild(n, v);
  };
  v(s);
}
