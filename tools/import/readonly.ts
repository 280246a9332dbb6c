import * as ts from 'typescript';

/**
 * Makes the interfaces that json-schema-to-typescript prints ours, in what it has no option for: fields and lists are
 * read-only, so that frozen and `as const` data can be passed; optional fields take `undefined`, so that
 * `condition ? value : undefined` can; maps are `Readonly<Record<string, …>>`.
 *
 * @param superTypeOf the interface that an interface extends, if any
 * @returns the text of each interface by name, in order
 */
export function declareReadonly(
  source: string,
  superTypeOf: (name: string) => string | undefined,
): Map<string, string> {
  const file = ts.createSourceFile('types.ts', source, ts.ScriptTarget.Latest);
  const { transformed } = ts.transform(file, [readonlyTypes]);
  const printer = ts.createPrinter({ removeComments: true });
  const declarations = new Map<string, string>();
  for (const statement of transformed.flatMap(({ statements }) => statements)) {
    if (!ts.isInterfaceDeclaration(statement)) throw new Error(`not an interface: ${statement.getText(file)}`);
    const name = statement.name.text;
    const declaration = extend(statement, superTypeOf(name));
    declarations.set(name, printer.printNode(ts.EmitHint.Unspecified, declaration, file));
  }
  return declarations;
}

const readonlyTypes: ts.TransformerFactory<ts.SourceFile> = (context) => {
  const { factory } = context;
  const readonlyModifier = () => [factory.createModifier(ts.SyntaxKind.ReadonlyKeyword)];
  const visit = (node: ts.Node): ts.Node => {
    if (ts.isTypeLiteralNode(node)) return mapType(node);
    // tsType text is complete; its type arguments need no change.
    if (ts.isTypeReferenceNode(node)) return node;
    const visited = ts.visitEachChild(node, visit, context);
    if (ts.isPropertySignature(visited) && visited.type !== undefined) {
      const type = visited.questionToken === undefined ? visited.type : orUndefined(visited.type);
      return factory.updatePropertySignature(visited, readonlyModifier(), visited.name, visited.questionToken, type);
    }
    if (ts.isIndexSignatureDeclaration(visited)) {
      return factory.updateIndexSignature(visited, readonlyModifier(), visited.parameters, visited.type);
    }
    if (ts.isArrayTypeNode(visited)) {
      return factory.createTypeOperatorNode(ts.SyntaxKind.ReadonlyKeyword, visited);
    }
    return visited;
  };
  const mapType = (node: ts.TypeLiteralNode): ts.Node => {
    const [member] = node.members;
    if (node.members.length !== 1 || member === undefined || !ts.isIndexSignatureDeclaration(member)) {
      throw new Error('an object with named fields must be an interface');
    }
    const value = ts.visitNode(member.type, visit, ts.isTypeNode);
    const key = factory.createKeywordTypeNode(ts.SyntaxKind.StringKeyword);
    return factory.createTypeReferenceNode('Readonly', [factory.createTypeReferenceNode('Record', [key, value])]);
  };
  const orUndefined = (type: ts.TypeNode): ts.TypeNode => {
    if (type.kind === ts.SyntaxKind.UnknownKeyword) return type;
    const inner = ts.isParenthesizedTypeNode(type) ? type.type : type;
    const members = ts.isUnionTypeNode(inner) ? inner.types : [inner];
    return factory.createUnionTypeNode([...members, factory.createKeywordTypeNode(ts.SyntaxKind.UndefinedKeyword)]);
  };
  return (file) => ts.visitEachChild(file, visit, context);
};

function extend(declaration: ts.InterfaceDeclaration, superType: string | undefined): ts.InterfaceDeclaration {
  if (superType === undefined) return declaration;
  const { factory } = ts;
  const type = factory.createExpressionWithTypeArguments(factory.createIdentifier(superType), undefined);
  const clause = factory.createHeritageClause(ts.SyntaxKind.ExtendsKeyword, [type]);
  const { modifiers, name, typeParameters, members } = declaration;
  return factory.updateInterfaceDeclaration(declaration, modifiers, name, typeParameters, [clause], members);
}
