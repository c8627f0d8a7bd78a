using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Optimetra.Core.Submissions;
using Optimetra.Web.Forms;
using Optimetra.Web.Pages.Receipt;

namespace Optimetra.Web.Pages.Contact;

[LimitFormPosts]
public class IndexModel(SubmissionService submissions, ChannelPromises promises) : PageModel
{
    [BindProperty]
    public InputModel Input { get; set; } = new();

    [BindProperty]
    public FormToken? Token { get; set; }

    public ChannelPromise Promise => promises.For(Channel.Contact);

    public void OnGet()
    {
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!ModelState.IsValid)
        {
            return this.PageWithErrors();
        }

        var receiving = await submissions.ReceiveAsync(Input.ToContactMessage(), Token ?? FormToken.None, cancellationToken);
        if (receiving is Receiving.StaleForm or Receiving.UsedForOtherContent)
        {
            Token = null;
        }

        return this.ReceiptPage(receiving);
    }

    public class InputModel
    {
        [Display(Name = "Name")]
        [Required(ErrorMessage = "Enter your name")]
        [PlainText("your name", ContactMessage.MaxNameLength)]
        public string? Name { get; set; }

        [Display(Name = "Email address")]
        [Required(ErrorMessage = "Enter your email address")]
        [EmailFormat]
        public string? Email { get; set; }

        [Display(Name = "How do you want to be reached?")]
        [Required(ErrorMessage = "Choose how you want to be reached")]
        [AllowedValues(nameof(ReplyWay.Email), nameof(ReplyWay.Telephone), ErrorMessage = "Choose how you want to be reached")]
        public string? ReplyBy { get; set; }

        [Display(Name = "Telephone number")]
        [TelephoneFormat]
        [RequiredWhere(nameof(ReplyBy), nameof(ReplyWay.Telephone), ErrorMessage = "Enter your telephone number, or choose to be reached by email")]
        public string? Telephone { get; set; }

        [Display(Name = "Message")]
        [Required(ErrorMessage = "Enter your message")]
        [PlainText("your message", ContactMessage.MaxMessageLength, Multiline = true)]
        public string? Message { get; set; }

        /// <summary>The field that people do not see.</summary>
        public string? Website { get; set; }

        public ContactMessage ToContactMessage() => new()
        {
            Name = PlainText.Normalize(Name),
            Email = PlainText.Normalize(Email),
            Telephone = PlainText.Normalize(Telephone),
            ReplyBy = Enum.Parse<ReplyWay>(ReplyBy!),
            Message = PlainText.Normalize(Message),
            Trap = Website,
        };
    }
}
