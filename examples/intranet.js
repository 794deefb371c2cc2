// What a host page can do with the widget: ask for the visitor, and hear of answers.
document.getElementById("ask").addEventListener("click", () => {
  window.PolicyQA.ask("大型商业银行的普惠小微贷款增速目标是什么？");
});
const listen = () => {
  if (!window.PolicyQA) return setTimeout(listen, 50);
  window.PolicyQA.on("answer", (answer) => {
    document.getElementById("last").textContent = `${answer.status}（${answer.statements.length}）`;
  });
};
listen();
