/** What is one whole document, and what is refused: whoever sends half of one has not said what is missing. */
import { describe, expect, test } from '@jest/globals'
import { parseXml, XmlRefused } from './xml.ts'

describe('an XML text', () => {
  test('becomes elements without prefixes, with their attributes and their text', () => {
    const text =
      '\uFEFF<?xml version="1.0"?>\r\n<!-- 一 --><q:甲 xmlns:q=\'urn:q\' a="1 &lt;\n2"><b/>x<!-- < -->y<q:c>&#27979;&#x20BB7;&amp;lt;</q:c >' +
      '<![CDATA[<d>&amp;]]]]>\r\n</q:甲>\n<?end?>'
    expect(parseXml(text)).toEqual({
      name: '甲',
      attributes: { q: 'urn:q', a: '1 < 2' },
      text: 'xy<d>&amp;]]\n',
      children: [
        { name: 'b', attributes: {}, children: [], text: '' },
        { name: 'c', attributes: {}, children: [], text: '测𠮷&lt;' },
      ],
    })
  })

  test.each([
    '',
    'text',
    '<a>',
    '<a></b>',
    '<q:a></a>',
    '<a></a><b/>',
    '<a/>x',
    'x<a/>',
    '</a>',
    '<a b></a>',
    '<a b=1/>',
    '<a b="1" b="2"/>',
    '<a b="<"/>',
    '<a b="1"c="2"/>',
    '<1a/>',
    '< a/>',
    '<a>]]></a>',
    '<a>&nbsp;</a>',
    '<a>& b</a>',
    '<a>&amp</a>',
    '<a>&#x110000;</a>',
    '<a b="&nbsp;"/>',
    '<a><!-- -- --></a>',
    '<a><!-- </a>',
    '<a><![CDATA[</a>',
    '<![CDATA[a]]><a/>',
    '<a><? </a>',
    '<a',
    '<!DOCTYPE a><a/>',
    '<a><!DOCTYPE a></a>',
    '<!doctype a [<!ENTITY b "c">]><a>&b;</a>',
    `${'<a>'.repeat(1_000)}${'</a>'.repeat(1_000)}`,
  ])('%s is refused', (text) => {
    expect(() => parseXml(text)).toThrow(XmlRefused)
  })
})
