/**
 * What is exported as a function or a class says in a docstring what it promises.
 * @type {import('eslint').Rule.RuleModule}
 */
export const requireDocstring = {
  meta: { type: 'suggestion', schema: [] },
  create(context) {
    /** @param {import('eslint').Rule.Node} node */
    const look = (node) => {
      let statement = node
      while (statement.parent !== null && !statement.type.startsWith('Export')) statement = statement.parent
      const before = context.sourceCode.getCommentsBefore(statement).at(-1)
      const documented = before?.type === 'Block' && before.value.startsWith('*')
      if (!documented) context.report({ node, message: 'Say what this promises in a /** docstring */.' })
    }
    const exported = ':matches(ExportNamedDeclaration, ExportDefaultDeclaration)'
    return {
      [`${exported} > :matches(FunctionDeclaration, ClassDeclaration, TSDeclareFunction)`]: look,
      [`${exported} > VariableDeclaration > VariableDeclarator > :matches(ArrowFunctionExpression, FunctionExpression)`]:
        look,
    }
  },
}
