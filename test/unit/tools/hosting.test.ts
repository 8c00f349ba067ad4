import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { CONTENT_SECURITY_POLICY, ISOLATION_HEADERS } from '../../../workers/service-worker/page-headers.ts'

const page = readFileSync('docs/hosting.md', 'utf8')
const headers = Object.entries(ISOLATION_HEADERS)

/** The code of a kind in the section of a heading. */
function code(heading: string, kind: string): string {
  const section = page.split(/^## /m).find((each) => each.startsWith(heading)) ?? ''
  return new RegExp(`\`\`\`${kind}\n(.*?)\`\`\``, 's').exec(section)?.[1] ?? ''
}

describe('docs/hosting.md names the headers that the service worker adds', () => {
  test('as they are', () => {
    const lines = [...headers, ['Content-Security-Policy', CONTENT_SECURITY_POLICY]]
    expect(code('The headers', '')).toBe(lines.map(([name, value]) => `${name}: ${value}\n`).join(''))
  })

  test('for nginx', () => {
    const config = code('nginx', 'nginx')
    for (const [name, value] of headers) expect(config).toContain(`add_header ${name} ${value} always;`)
    expect(config).toContain(`add_header Content-Security-Policy "${CONTENT_SECURITY_POLICY}" always;`)
  })

  test('for Caddy', () => {
    const config = code('Caddy', 'caddyfile')
    for (const [name, value] of headers) expect(config).toContain(`\t\t${name} ${value}\n`)
    expect(config).toContain(`Content-Security-Policy "${CONTENT_SECURITY_POLICY}"`)
  })
})
