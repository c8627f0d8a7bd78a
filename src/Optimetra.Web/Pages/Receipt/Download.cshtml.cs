using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Optimetra.Core.Submissions;
using Optimetra.Web.Forms;
using Optimetra.Web.Security;
using Optimetra.Web.Settings;

namespace Optimetra.Web.Pages.Receipt;

/// <summary>The receipt as a text file, for whoever has both halves. A POST, since a code never stands in an address.</summary>
public class DownloadModel(CustomerFile files, ClientLimits limits, Doors doors, SiteNavigation navigation) : PageModel
{
    [BindProperty]
    public ReceiptInput Input { get; set; } = new();

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (limits.WaitAfterWrongCodes(HttpContext) is { } wait)
        {
            Response.RetryAfter(wait);
            return StatusCode(StatusCodes.Status429TooManyRequests);
        }

        if (!ModelState.IsValid)
        {
            return BadRequest();
        }

        if (await files.OpenAsync(Input.ReadReference(), Input.ReadCode(), cancellationToken) is not { } file)
        {
            limits.CountWrongCode(HttpContext);
            return BadRequest();
        }

        return File(
            Encoding.UTF8.GetBytes(Text(file, Input.ReadCode(), navigation.Company)), "text/plain; charset=utf-8", $"{file.Reference}.txt");
    }

    private string Text(CustomerFileView file, ReceiptCode code, CompanyOptions company) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        Receipt from {company.Name}

        Reference:    {file.Reference}
        Code:         {code.Show()}
        Received:     {file.ReceivedAt:d MMMM yyyy, HH:mm} UTC
        Answer due:   {file.DueAt:d MMMM yyyy}
        Last entry:   {file.Head.Sequence}, {file.Head.Hash}

        The code is a secret: whoever has both can open your case.
        The last entry of the case's ledger is your witness: nobody can take entries away without your being able to show it.
        See the state of your case at {doors.Public.OriginText}/receipt
        Telephone: {company.Phone}

        """);
}
