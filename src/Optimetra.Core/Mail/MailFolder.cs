namespace Optimetra.Core.Mail;

/// <summary>
/// Where mails are written as <c>.eml</c> files while no mail server is set: the one place where a sender's address lies in clear. Each
/// file's name begins with the id of its case, so that erasing the case finds them.
/// </summary>
internal sealed class MailFolder(string folder)
{
    public string Path { get; } = folder;

    public string FileOf(Guid submissionId, Guid mailId) => System.IO.Path.Combine(Path, $"{submissionId:N}-{mailId:N}.eml");

    /// <summary>Where a mail is written before it is moved to its place; named like it, so that what a crash leaves is erased too.</summary>
    public string HalfOf(Guid submissionId, Guid mailId) => System.IO.Path.Combine(Path, $"{submissionId:N}-{mailId:N}.half");

    /// <summary>Deletes every mail about the case.</summary>
    public void Erase(Guid submissionId)
    {
        if (Directory.Exists(Path))
        {
            foreach (var file in Directory.EnumerateFiles(Path, $"{submissionId:N}-*"))
            {
                File.Delete(file);
            }

            foreach (var half in Directory.EnumerateDirectories(Path, $"{submissionId:N}-*"))
            {
                Directory.Delete(half, recursive: true);
            }
        }
    }
}
