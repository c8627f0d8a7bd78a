using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Optimetra.Core.Mail;

namespace Optimetra.Core.Tests.Infrastructure;

/// <summary>
/// A mail server on the loopback address that answers as a test wants it: refuses, is silent, or does something before it takes a mail.
/// That real ones understand us is another test's claim.
/// </summary>
public sealed class ScriptedMailServer : IAsyncDisposable
{
    private const string Ready = "250 Go on";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ending = new();
    private readonly ConcurrentQueue<ReadMail> _received = new();
    private readonly Task _serving;

    public ScriptedMailServer()
    {
        _listener.Start();
        _serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Every text that came, whether it was taken or not.</summary>
    public IReadOnlyCollection<ReadMail> Received => _received;

    /// <summary>What is answered to whom the mail goes to.</summary>
    public string AnswerToRecipient { get; set; } = Ready;

    /// <summary>What is answered once a mail's text has come; null answers nothing.</summary>
    public Func<Task<string?>> AnswerToText { get; set; } = () => Task.FromResult<string?>(Ready);

    /// <summary>Whether it says a word to whoever connects.</summary>
    public bool IsSilent { get; set; }

    public void Use(MailOptions options)
    {
        options.Host = "127.0.0.1";
        options.Port = Port;
        options.StartTls = false;
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        _listener.Stop();
        await _serving;
        _ending.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_ending.Token);
                await ServeAsync(client);
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        try
        {
            using var reader = new StreamReader(client.GetStream(), Encoding.UTF8);
            await using var writer = new StreamWriter(client.GetStream(), Encoding.ASCII) { NewLine = "\r\n", AutoFlush = true };
            if (!IsSilent)
            {
                await writer.WriteLineAsync("220 Here");
            }

            while (await reader.ReadLineAsync(_ending.Token) is { } line)
            {
                if (await AnswerAsync(line, reader, writer) is { } answer)
                {
                    await writer.WriteLineAsync(answer);
                }
            }
        }
        catch (IOException)
        {
            // The site hung up.
        }
    }

    private async Task<string?> AnswerAsync(string line, StreamReader reader, StreamWriter writer)
    {
        switch (line.Split(' ', ':')[0])
        {
            case "RCPT":
                return AnswerToRecipient;

            case "DATA":
                await writer.WriteLineAsync("354 Speak");
                var text = new StringBuilder();
                while (await reader.ReadLineAsync(_ending.Token) is { } spoken and not ".")
                {
                    text.Append(spoken).Append('\n');
                }

                _received.Enqueue(ReadMail.Parse(text.ToString()));
                return await AnswerToText();

            case "QUIT":
                return "221 Bye";

            default:
                return Ready;
        }
    }
}
