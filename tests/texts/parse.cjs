// Prints, as JSON, what Nodemailer's parser makes of each message: node parse.cjs <mailparser> <message>...
const fs = require("fs");
const [, , mailparser, ...files] = process.argv;
const { simpleParser } = require(mailparser);
const addresses = (header) => (header ? header.value : []);

Promise.all(files.map((file) => simpleParser(fs.readFileSync(file)))).then((messages) => {
  const read = messages.map((message) => ({
    subject: message.subject,
    messageId: message.messageId,
    date: message.date,
    from: addresses(message.from),
    to: addresses(message.to),
    replyTo: addresses(message.replyTo),
    text: message.text,
    html: message.html,
    list: message.headers.get("list") || {},
    headers: message.headerLines.map(({ line }) => line),
    attachments: message.attachments.map(({ filename, contentType, size, checksum }) => ({ filename, contentType, size, checksum })),
  }));
  console.log(JSON.stringify(read));
});
