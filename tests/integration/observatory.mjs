// Grades answers by the rules of Mozilla's HTTP Observatory, without fetching anything.
// Argument: the folder of @mdn/mdn-http-observatory. Standard input: a list of {name, url, status, headers, body}.
// Standard output: for each name its score, and the rules it fails.
import { pathToFileURL } from "node:url";

const load = (path) => import(pathToFileURL(`${process.argv[2]}/src/${path}`));
const [{ Requests }, { ALL_TESTS }, { getScoreModifier }, { parseHttpEquivHeaders }] = await Promise.all(
  ["types.js", "constants.js", "grader/grader.js", "retriever/utils.js"].map(load),
);

function grade({ url, status, headers, body }) {
  const httpEquiv = headers["content-type"].startsWith("text/html") ? parseHttpEquivHeaders(body, url) : new Map();
  const found = { ...headers, get: (name) => headers[name.toLowerCase()] };
  const response = { status, headers: found, data: body, verified: true, request: {}, httpEquiv };
  const requests = new Requests(new URL(url).hostname);
  Object.assign(requests.responses, { auto: response, https: response, cors: response });
  requests.resources.path = body;
  requests.session = { url: new URL(url), redirectHistory: [], jar: null };
  const results = ALL_TESTS.map((test) => test(requests));
  return {
    score: results.reduce((score, { result }) => score + getScoreModifier(result), 100),
    failed: results.filter(({ pass }) => !pass).map(({ result }) => result),
  };
}

let input = "";
for await (const chunk of process.stdin) input += chunk;
process.stdout.write(JSON.stringify(Object.fromEntries(JSON.parse(input).map((one) => [one.name, grade(one)]))));
