/** Markdown as models write it: about 600 characters, 150 tokens. */
export function chapter(i: number): string {
  return `### Step ${i}

The capture of order **${i}** waits for \`PaymentClient\` and then gives up. Since the last release it
tries three times, and each try takes [two seconds](https://example.org/${i}) at least.

- The first try is sent at once.
- The second one waits for *half a second*.

| Try | Waits | Fails |
|:--|--:|--:|
| 1 | 0 ms | ${i % 7} % |
| 2 | 500 ms | ${i % 5} % |

\`\`\`java
var response = client.send(request, timeout(Duration.ofSeconds(${i})));
if (response.statusCode() == 504) {
    throw new CaptureTimeout(order.id());
}
\`\`\`

`;
}
